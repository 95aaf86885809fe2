"""The command newsmill: a file for each command, loaded when it is called."""
