"""Celery's settings and its clockwork, each with its reason; every one was chosen by killing things.

Celery only carries nudges; the record says what is next. Celery reads this module when it is first used, so Django's
settings are there by then.
"""

from django.conf import settings

broker_url = settings.BROKER_URL
# No results: nobody waits for one, and with a backend a lost connection cancelled (and lost) running tasks.
result_backend = None
task_ignore_result = True
# A killed pool child loses its task unless both are on; the record counts starts, so a poison photo cannot loop.
task_acks_late = True
task_reject_on_worker_lost = True
task_retry_on_worker_lost = False
worker_cancel_long_running_tasks_on_connection_loss = False
# A photo is a long task: a worker holds no second one while it works.
worker_prefetch_multiplier = 1
# The chamber's own deadline (30 s) ends first; these are for everything else that hangs.
task_soft_time_limit = 40
task_time_limit = 60
broker_transport_options = {
    # Redelivery of a dead worker's tasks: more than twice the hard limit, or a slow one would run twice.
    "visibility_timeout": 180,
    # The defaults (10 × 10) restore up to 100 s late.
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # A frozen broker is an error to retry, not a thread that waits for ever.
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
    "health_check_interval": 10,
}
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
# A nudge that cannot be sent is left to the tick; a person may be waiting for this call.
task_publish_retry_policy = {
    "max_retries": 2,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
worker_max_tasks_per_child = 200
worker_soft_shutdown_timeout = 30
worker_enable_remote_control = True
worker_send_task_events = False
task_default_queue = "press"
task_routes = {"workers.tasks.develop": {"queue": "develop"}}
timezone = settings.TIME_ZONE
beat_schedule = {
    "tick": {
        "task": "workers.tasks.tick",
        "schedule": settings.TICK_EVERY,
        "options": {"expires": settings.TICK_EVERY * 3},
    },
    "sweep-open": {
        "task": "workers.tasks.sweep_open",
        "schedule": settings.SWEEP_OPEN_EVERY,
        "options": {"expires": settings.SWEEP_OPEN_EVERY},
    },
    "sweep-all": {
        "task": "workers.tasks.sweep_all",
        "schedule": settings.SWEEP_ALL_EVERY,
        "options": {"expires": settings.SWEEP_ALL_EVERY},
    },
}
