"""Google's newer interface behind the same port as generateContent. Off by default: it has no batches.

asking      our request in its words
reading     its answer as an outcome, usage, sources and the turn a conversation goes on from
streaming   its events as the one answer they stand for
delivering  pictures that come as an address
failing     its own tree of exceptions as our errors
adapter     the port: retries and automatic continuation off, both would buy without asking
kept        what Google was allowed to keep, deleted there after a while
background  requests left there without a slot, looked after by all copies of the room
"""
