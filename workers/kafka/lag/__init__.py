"""newsmill lag: how far the workers are behind, as Kafka tells it."""
