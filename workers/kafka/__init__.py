"""Newsmill on Kafka: a client, the workers, and a folder for each command beside them."""
