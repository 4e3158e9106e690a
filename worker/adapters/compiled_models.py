"""What the slow stage loads once a process: word vectors, described topics, what was learned."""

from collections.abc import Sequence

from worker.adapters.models import WordVectors, learned_version
from worker.core.learned import Learned
from worker.core.suggest import Described, LearnedTags, Models, TopicsByMeaning
from worker.core.tag.topic_rules import rules
from worker.core.tag.topic_tree import Tree
from worker.core.tag.topics import VOCABULARY
from worker.data import mediatopics_tsv, topic_texts

_vectors: list[WordVectors] = []


def make_models(learned: Sequence[Learned]) -> Models:
    """The models of this process, with what was learned so far.

    Raises:
        Unavailable: the extra `models` is not installed.
    """
    if not _vectors:
        _vectors.append(WordVectors())  # a quarter of a second, and the same whatever is learned
    tree = Tree(mediatopics_tsv())
    described = [
        Described(
            top=f"{VOCABULARY}:{tree.topics[rule.code].top}",
            text=". ".join((tree.label(rule.code), ", ".join((*rule.strong, *rule.terms)))),
        )
        for rule in rules(topic_texts(), tree)
    ]
    labels = {one.top: tree.label(one.top.removeprefix(f"{VOCABULARY}:")) for one in described}
    version = learned_version(learned)
    return Models(
        embedder=_vectors[0],
        topics=TopicsByMeaning(labels, described, _vectors[0], version),
        learned=LearnedTags(learned, version),
        version=version,
    )
