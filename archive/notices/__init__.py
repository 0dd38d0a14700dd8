"""What the office and photographers are told of: found by the tick, told by mail and webhook, chosen by each person."""
