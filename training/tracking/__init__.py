"""A training as a run in MLflow: its figures, plots, data, environment, card and model, and nothing of any patient."""
