"""The way to Kafka: connections, permissions, Kafka topics, messages, reading to an end."""
