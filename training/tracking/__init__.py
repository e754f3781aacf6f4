"""A training as a run in MLflow: its figures, plots, data, environment, card and model, without a patient's name."""
