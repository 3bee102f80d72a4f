"""The `custsat` command."""
