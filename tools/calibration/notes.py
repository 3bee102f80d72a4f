"""What has to be said of a truth beside its numbers; every coverage outside its limits is here."""

NOTES: dict[str, str] = {}
