"""Pictures and the sentences that say what they show."""
