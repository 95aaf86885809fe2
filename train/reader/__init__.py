"""How the learned reader is trained: labelled pages → evidence and trees."""
