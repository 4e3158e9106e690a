"""What goes over the broker: ids in JSON, live before backlog, and how its loss is noticed."""

import json
import os
import pickle
import subprocess
import sys
from base64 import b64encode

import pytest
import redis
from desk import Desk, new_id
from kombu.exceptions import ContentDisallowed

from worker.adapters.queue import EPOCH_KEY, TASK
from worker.config import load
from worker.core.delivery import Delivery, Lane
from worker.errors import Unavailable


def deliveries(count: int, lane: Lane = Lane.LIVE) -> list[Delivery]:
    names = "abcdefgh"
    return [
        Delivery(delivery_id=new_id(), path=f"desk/{names[n % 8]}.txt".encode(), lane=lane)
        for n in range(count)
    ]


def broker(desk: Desk) -> redis.Redis:
    client = redis.Redis.from_url(desk.redis_url, decode_responses=True)
    desk._open.append(client.close)
    return client


def test_a_message_names_its_files_for_people_and_carries_only_ids(desk: Desk) -> None:
    batch = deliveries(3)
    desk.queue.publish(batch)
    (raw,) = broker(desk).lrange("live", 0, -1)
    assert json.loads(raw)["content-type"] == "application/json"
    (sent,) = desk.messages()
    assert sent.title == "3 files: a.txt, b.txt, c.txt"
    assert sent.ids == [delivery.delivery_id for delivery in batch]
    assert sent.lane == "live"
    assert desk.queue.depth() == {"live": 0, "backlog": 0, "unanswered": 0}


def test_the_depth_counts_each_lane_and_what_is_not_answered(desk: Desk) -> None:
    for lane, count in ((Lane.LIVE, 2), (Lane.BACKLOG, 3)):
        for _ in range(count):
            desk.queue.publish(deliveries(2, lane))
    assert desk.queue.depth() == {"live": 2, "backlog": 3, "unanswered": 0}
    app = desk.queue._app
    with app.connection() as connection, connection.channel() as channel:
        consumer = app.amqp.TaskConsumer(channel)
        consumer.qos(prefetch_count=1)
        consumer.register_callback(lambda *_: None)
        with consumer:
            connection.drain_events(timeout=5)
            assert desk.queue.depth() == {"live": 1, "backlog": 3, "unanswered": 1}
    assert len(desk.messages()) == 5, "what was not answered came back"


def test_live_comes_before_backlog(desk: Desk) -> None:
    for _ in range(5):
        desk.queue.publish(deliveries(1, Lane.BACKLOG))
    fresh = deliveries(1)
    desk.queue.publish(fresh)
    lanes = [sent.lane for sent in desk.messages()]
    assert lanes == ["live"] + ["backlog"] * 5


def test_a_message_that_is_no_json_is_refused(desk: Desk) -> None:
    desk.queue.publish(deliveries(1))
    client = broker(desk)
    message = json.loads(client.lpop("live"))
    message["body"] = b64encode(pickle.dumps([["x"], {}, {}])).decode()
    message["content-type"] = "application/x-python-serialize"
    client.lpush("live", json.dumps(message))
    app = desk.queue._app
    refused: list[Exception] = []

    def note(found: object, error: Exception) -> None:
        refused.append(error)
        found.ack()

    with app.connection() as connection, connection.channel() as channel:
        consumer = app.amqp.TaskConsumer(channel, on_decode_error=note)
        consumer.register_callback(lambda *_: pytest.fail("it was read"))
        with consumer:
            connection.drain_events(timeout=5)
    assert isinstance(refused[0], ContentDisallowed)


def test_a_broker_keeps_its_epoch_until_it_is_wiped(desk: Desk) -> None:
    epoch, run = desk.queue.identity("one")
    assert epoch == "one"
    assert desk.queue.identity("two") == ("one", run)
    desk.queue.publish(deliveries(1))
    desk.messages()
    assert desk.queue.identity("three") == ("one", run), "traffic changes nothing"
    broker(desk).flushdb()
    assert desk.queue.identity("four") == ("four", run)
    assert broker(desk).get(EPOCH_KEY) == "four"
    assert broker(desk).ttl(EPOCH_KEY) == -1


def test_a_broker_that_is_away_is_unavailable(desk: Desk, closed_port: int) -> None:
    queue = desk.make_queue(f"redis://127.0.0.1:{closed_port}/0")
    for ask in (
        lambda: queue.publish(deliveries(1)),
        lambda: queue.identity("x"),
        queue.depth,
        queue.server,
    ):
        with pytest.raises(Unavailable, match="the broker: "):
            ask()


def test_the_server_tells_its_version_and_policy(desk: Desk) -> None:
    server = desk.queue.server()
    assert server["version"]
    assert server["maxmemory_policy"] == "noeviction"
    assert server["appendonly"] is True


def test_the_options_that_the_promises_rest_on(desk: Desk) -> None:
    conf = desk.queue._app.conf
    timeout = load(environ={})[0].queue.visibility_timeout_s
    assert list(conf.accept_content) == ["json"]
    assert {conf.task_serializer, conf.result_serializer, conf.event_serializer} == {"json"}
    assert conf.task_acks_late is True
    assert conf.task_reject_on_worker_lost is True
    assert conf.task_acks_on_failure_or_timeout is True
    assert conf.task_acks_on_timeout is False
    assert conf.worker_prefetch_multiplier == 1
    assert conf.visibility_timeout == timeout
    assert conf.broker_transport_options["visibility_timeout"] == timeout
    assert conf.result_backend_transport_options["visibility_timeout"] == timeout
    assert conf.broker_connection_retry_on_startup is True
    assert conf.broker_connection_max_retries is None
    assert conf.task_ignore_result is True
    assert not conf.result_backend
    assert [queue.name for queue in conf.task_queues] == ["live", "backlog"]
    assert conf.task_create_missing_queues is False
    assert conf.task_soft_time_limit < conf.task_time_limit < timeout
    assert TASK not in conf.task_routes if conf.task_routes else True


def test_a_worker_that_celery_gives_up_does_not_end_as_if_it_were_told_to(desk: Desk) -> None:
    """Whoever supervises it starts it again, or shows that it failed."""
    script = """
import sys
from celery import bootsteps
from worker import tasks

class Breaks(bootsteps.StartStopStep):
    def start(self, worker):
        raise LookupError("it broke")

tasks.app.steps["worker"].add(Breaks)
sys.exit(tasks.run_worker())
"""
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "DATABASE_URL": desk.url, "REDIS_URL": desk.redis_url},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "it broke" in ended.stdout
    assert ended.returncode == 1, ended.stderr
