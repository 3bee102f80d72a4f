"""The words of the ready questionnaire."""
