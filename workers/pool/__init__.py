"""Pages prepared side by side in processes with limits, a page that breaks a limit harming no other."""
