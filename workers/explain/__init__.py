"""How one page was read, told for people: the steps' own values, and what spoke for each. Pure."""
