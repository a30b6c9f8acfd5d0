"""As people in England write dates and numbers."""
