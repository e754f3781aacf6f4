"""What several edits on codes share: pairs and units of NCCI, the code editor, notes, fee schedule, surgery."""
