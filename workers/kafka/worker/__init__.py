"""A worker: its stations, a task for each partition, and what watches over them."""
