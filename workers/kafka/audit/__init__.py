"""newsmill audit: each raw page in Kafka has exactly one outcome, and the proof of it."""
