"""The concept lexicon's words, a file a track, called as the track is: `CONCEPTS` maps a concept to
its words.

Only words that a reader of the field would exchange for one another stand together. A word that is
merely near (broader, narrower, often beside it) is another concept's, or nobody's.
"""
