"""For those who keep rules: proof, manual, schemas, changes, records, new files."""
