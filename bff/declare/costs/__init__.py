"""What the schema says of costs: the directives, and what is made of them."""
