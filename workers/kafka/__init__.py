"""Newsmill on Kafka: its topics, the way to them, what is written there, and the commands that feed and audit."""
