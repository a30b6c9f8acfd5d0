"""What another system says of people, beside what is known here: what would be made, changed, left, and refused.

For the services of this room, which ask who may before they come here.
"""
