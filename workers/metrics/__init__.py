"""What Prometheus is told: every metric, its labels, and the pages where they are read."""
