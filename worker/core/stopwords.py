"""The commonest small words of the languages that most copy is written in.

A run of nothing but these stands in any text: "as well as the", "in dem er auf die". The list is
part of how sketches are made: with another list `fingerprint.ALGO` needs another name.
"""

_ENGLISH = """
a about after all also an and any are as at be been before being but by can could did do does
during each for from had has have he her him his how i if in into is it its more most no not of
on one only or other our out over said she so some such than that the their them then there these
they this those to two under until up was we were what when where which while who will with would
year you
"""
_GERMAN = """
aber als am an auch auf aus bei bis das dass dem den der des die durch ein eine einem einen einer
eines er es für haben hat hatte im in ist mit nach nicht noch nur oder sich sie sind über um und
vom von vor war waren werden wie wird wurde zu zum zur
"""
_FRENCH = """
au aux avec ce ces cette dans de deux du elle en est et été être il ils la le les leur lui mais
même ont ou où par pas plus pour qu que qui s sa se ses son sont sur un une à d l n
"""
_SPANISH_AND_PORTUGUESE = """
al como con da das de del desde do dos e el em en entre era ha há hasta la las los mais na no não
nos o os para pela pelo per pero por que se ser si sin sobre su sus también também um uma un una y
"""
_ITALIAN = """
alla anche che col come dal dalla degli dei del della delle di gli i il la le lo nel nella non per
più si sono un una
"""
_NORTHERN = """
aan af at av bij dat de den der det door een ej en er ett før för fra från har heeft het hun i ik
ikke in inte is med men met naar niet nog och of og om ook op over på samt som te til till tot uit
van var vid voor was werd wordt worden zal ze zich zijn
"""

STOP_WORDS = frozenset(
    (_ENGLISH + _GERMAN + _FRENCH + _SPANISH_AND_PORTUGUESE + _ITALIAN + _NORTHERN).split()
)
