"""Raw pages as they come: the forms that their messages have, and what reads each."""
