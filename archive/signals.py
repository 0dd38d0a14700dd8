"""What the archive announces. It does not know who listens: the workers do, and send a nudge after the commit."""

from django.dispatch import Signal

# Sent with `rows` (photos, or one release) inside the transaction that gave them a next step.
work_due = Signal()
