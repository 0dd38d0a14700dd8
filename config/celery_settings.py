"""Celery's settings and its beat schedule, each with its reason, tested by killing processes.

Celery only carries nudges; the record says what is next. Queues: `develop` and `press` hold messages without content,
`tick` and `upkeep` what beat sends. Celery reads this module at its first use, when Django's
settings are loaded.
"""

from django.conf import settings

from config.beat import Every

broker_url = settings.BROKER_URL
# No results: nothing waits for one, and with a backend a lost connection cancelled and lost running tasks.
result_backend = None
task_ignore_result = True
# Without both, a killed pool child loses its task. The record counts starts, so a poison photo cannot loop.
task_acks_late = True
task_reject_on_worker_lost = True
task_retry_on_worker_lost = False
worker_cancel_long_running_tasks_on_connection_loss = False
# A photo is a long task: a process reserves no second one while it works.
worker_prefetch_multiplier = 1
# A slice of work begins no row after 10 s, and the chamber's own deadline is at most 30 s. These limits are for
# everything else that hangs.
task_soft_time_limit = 50
task_time_limit = 75
broker_transport_options = {
    # When a dead worker's tasks are delivered again: well above the hard limit, or a slow task would run twice.
    "visibility_timeout": 180,
    # With the defaults, 10 and 10, tasks are restored up to 100 s late.
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # A frozen broker raises an error, which is retried, instead of blocking a thread for ever.
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
    "health_check_interval": 10,
}
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
# A person may be waiting for this call; a nudge that cannot be sent is left to the tick.
task_publish_retry_policy = {
    "max_retries": 2,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
# A process keeps what it knows of the last versions for hours, and ticks are tasks, too; what leaks ends at the size.
worker_max_tasks_per_child = 1000
worker_max_memory_per_child = 500_000  # kilobytes, looked at between two tasks
worker_soft_shutdown_timeout = 30
worker_enable_remote_control = True
worker_send_task_events = False
task_default_queue = "upkeep"
task_routes = {"workers.tasks.tick*": {"queue": "tick"}}
timezone = settings.TIME_ZONE
beat_schedule = {
    "tick": {
        "task": "workers.tasks.tick",
        "schedule": Every(settings.TICK_EVERY),
        "options": {"expires": settings.TICK_EVERY * 3},
    },
    "sweep-open": {
        "task": "workers.tasks.sweep_open",
        "schedule": Every(settings.SWEEP_OPEN_EVERY),
        "options": {"expires": settings.SWEEP_OPEN_EVERY},
    },
    "sweep-all": {
        "task": "workers.tasks.sweep_all",
        "schedule": Every(settings.SWEEP_ALL_EVERY),
        "options": {"expires": settings.SWEEP_ALL_EVERY},
    },
}
