"""Are the database, the broker and the workers there?"""

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseFault
from django.db import connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

PULSE_SECONDS = 15
PATIENCE_SECONDS = 0.5


def record_pulse(queues):
    """Note in the broker that a worker listens to each of `queues`, for PULSE_SECONDS.

    A broker that is away is passed over: the worker's own reconnecting reports it.
    """
    try:
        with _broker() as broker, broker.pipeline(transaction=False) as pipe:
            for queue in queues:
                pipe.set(_pulse_key(queue), "ok", ex=PULSE_SECONDS)
            pipe.execute()
    except redis.RedisError:
        return


def whole():
    """Return {"database", "broker", "worker"}, each "ok" or "down"; never waits two seconds."""
    found = {"database": _database_answers(), **_broker_and_worker_answer()}
    return {part: "ok" if there else "down" for part, there in found.items()}


def pulses():
    """Return {queue: whether a worker listens to it}; nothing when the broker is away."""
    if not settings.REDIS_URL:
        return {}
    queues = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    try:
        with _broker() as broker:
            beats = broker.mget([_pulse_key(queue) for queue in queues])
    except redis.RedisError:
        return {}
    return dict(zip(queues, map(bool, beats), strict=True))


@require_safe
@never_cache
@login_not_required
def healthz(request):
    """Answer 200 when all of `whole()` is "ok", else 503; public, so it says no more than that."""
    words = whole()
    return JsonResponse(words, status=200 if set(words.values()) == {"ok"} else 503)


def _database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseFault:
        return False


def _broker_and_worker_answer():
    found = pulses()
    return {"broker": bool(found), "worker": bool(found) and all(found.values())}


def _broker():
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=PATIENCE_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def _pulse_key(queue):
    return f"portfolio:pulse:{queue}"
