"""What a trained model is: the bundle, its odds, its exact contributions; and the embedded default bundle."""
