"""Raw pages onto Kafka: newsmill feed, and what Scrapy's pipeline sends with."""
