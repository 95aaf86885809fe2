"""`newsmill dead-letters` and `newsmill replay`: pages that failed, shown and sent again."""
