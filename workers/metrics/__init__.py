"""What Prometheus is told: every metric declared, how ends of pages are labelled, and the pages they are read at."""
