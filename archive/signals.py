"""What the archive announces. It does not know who listens: the workers do, and send a nudge after the commit."""

from django.dispatch import Signal

# Sent with `row` (Photo or Release) inside the transaction that gave the row a next step.
work_due = Signal()
