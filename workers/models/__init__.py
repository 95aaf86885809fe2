"""What files hold for the steps: weights, word lists, the language model, loaded into `Tools`."""
