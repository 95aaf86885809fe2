"""`newsmill explain` on Kafka: the raw page that a message is, keeps or tells of."""
