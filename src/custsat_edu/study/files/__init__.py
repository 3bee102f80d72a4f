"""Files of answers as tables, whoever wrote them."""
