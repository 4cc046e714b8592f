"""Sentences that the small model of names learns from; the benchmark's templates are not among them: a test compares.

`{N}` a person, `{A}` an address, `{P}` a number that other finders blank out, `{E}` `{H}` `{B}` `{G}` `{F}` `{T}`
words of English, Hinglish, brands, goods, festivals and notices, `{C}` a city, `{R}` an area of a town.
The words before the bar name the locales.
"""

from __future__ import annotations

TEMPLATES = """
in us ng ae|Hi {N}, your {E} {P} is {E}.
in us ng ae|Dear {N}, we could not {E} your {E} {E}.
in|Dear {N} ji, {E} {E} {P}
in us|{N} called about the {E} {E}
in us|{N} from {C} asked for a {E} {E}
in us|{N} and {N} live at {A}
in us|customer {N} {E} {E}, phone {P}
in us|name: {N}, phone: {P}, address: {A}
in|Name - {N}\\nAddress - {A}\\nMobile - {P}
in|{N}\\n{A}
in|{N}, {A}
in us|{N}, {A}, {P}
in|{N} {P} {A}
in us ng|{P},{N},{A},{P}
in us ng|{P};{N};{A}
in us|{P}\\t{N}\\t{A}\\t{P}
in us|{"name": "{N}", "city": "{C}", "line1": "{A}"}
in us|user={N} phone={P} ref={P} {E}={E}
in us|to="{N}" ref="{P}" {E}="{E}"
in us|INFO {E} {E} name="{N}" {E}={P}
in|{H} {H} {N} {H} {H} {H}
in|{N} {H} {H} {H} {H}
in|{H} {N} ko {H} {H} {H}
in|{N} ko {H} {H}, {P}
in|{N} ne {H} {H} {H}
in|{N} se {H} {H} {H}
in|{N} ji {H} {H} {H}
in|{N} ke ghar {H} {H}
in|{N} ki {H} {H} {H} {H}
in|{H} naam {N} {H} {H}
in|main {N} bol raha hu, {H} {H} {H}
in|mai {N} hu {H} {H} {H} {P}
in|mera {H} {N} ke paas {H} {H}
in|mummy {N} {H} {H}
in|{N} bhaiya {H} {H} {H}
in|{N} madam {H} {H}
in|{H} {H} {A} {H} {H}
in|{A} pe {H} {H} {H}
in|{A} me {H} {H}, {P} {H}
in|pata {A} {H} {H}
in|ghar ka address {A}
in|naya address {A} {H} {H} {H}
in|{H} {H} {H} {A}
in|{A}, {N} {H} {H}
in us|please {E} {E} to {A}
in us ng|Change address: {A}
in us|I moved, my new place is {A}
in us|{A} is the {E} {E}
in us|{E} {E} at {A}, ask {N}
in us ng|Kindly send it to {A} c/o {N}
in us|c/o {N}, {A}
in us|Regards,\\n{N}
in us|Thanks & regards\\n{N}\\n{P}
in us|Best wishes, {N}
in us ng|Yours truly, {N}\\n{A}
in us|accepted by {N} on {E}
in us|delivered to {N} ({E})
in us|handed over to {N}
in us|given to {E} {N}
in us|my {E} {N} was at home
in us|brother {N} will {E} the {E}
in us|refused by {N}: {E} {E}
in us|note: {N} {E} {E} {E}
in us|call with {N} - {E} {E}
in us ng|Agent: {N} | {E} {E}
in us|ticket raised by {N}, {E} {E} {E}
in us|{N} wants the {E} {E} {E}
in us|{N} did not {E} the {E}
in us|{N} complained that the {E} was {E}
in us|asked {N} to {E}
in us|order for {N} is {E}
in us|parcel of {N} {E} {E}
in us|{N}'s {E} is {E}
in us|is {N} the {E}?
in us|Message: For {N}, {E} {E}. {N}
in us|Dearest {N}, happy {F}! Your {E}, {N}
in us|MR. {N} {E}
in us ng|Mrs {N} {E} {E} {E}
in|Shri {N}, {A}
in|s/o {N}, {A}
in us|Bill to {N}\\n{A}
in us|{E} / {N} / {P} / {E}
in us|{P} - {N} - {E} - {E}
in us|{P} | {N} | {C} | {P}
in us|From: {N} <{P}>
in us|{N} wrote: {E} {E} {E}
in|{P} {N} {C}
in us|{A}. {E} {E} {E} {P}
in us|{A} ({E} {E})
in us|{E}: {A}; {E}: {P}
in|{H} {H} {H} {H} {H} {H}
in|{H} {H} {H}, {H} {H} {H} {P}
in|{H} {H} {H} {H}, {E} {E} {H}
in|bhai {H} {H} {H} {H}
in|{E} {E} {H} {H} {H} {C} {H}
in|{C} {H} {H} {H} {H}
in|{R} {H} {H} {H}, {H} {H}
in us|{E} {E} {E} {E} {E}
in us|{E} {E} {E}, {E} {E} {P}
in us|The {E} {E} is {E} in {C}.
in us|{C} to {C} {E} {E}, {E} at {R}
in us|{R} {E} {E}, route {P} {E}
in us|{E} {E} via {C} and {R} {E}
in us|Hello, {E} {E} {E} {E}?
in us|Hi, {E} {E} {E} {P}
in us|Hi team, {E} {E} {E}
in us|{T} {T} {T} {T} {T} {T}
in us|{T} {T} {T} {T}
in us|{T} {T} {T} {T} {P}
in us|{T} {T} {T} {T} {T} {T} {T} {T}
in us|{F} Sale: {G} {G} And {G} {G} {E} {E}
in us|{F} Offer On {G} {G} {T} {T}
in us|{B} {G} {G}, {B} {G} and {B} {G} {E}
in us|{B} {G} {G} {E} {E} {C}
in us|{B} and {B} {E} {E}
in us|{G} {G} {G} {P} {G}
in us|{G} {G} With {G} {G}, Pack Of Two
in us|{B} {B} {G}
in us|Team {B} {E} {E}
in us|New at {B} {C}: {G} {G} from {P}
in us|{E}={E} {E}={P} {E}="{E} {E}"
in us|ERROR {E} {E} {E} {P}
in us|SKU {P} {G} {G} {E} {E}
in us|{E} {E} on Monday, {E} {E} on Friday Morning
in us|{E} Day {E}, {T} {T} Deal
in us|{O} {E} {O} {E} {O} {E}. {O} {O} {E}.
in us|{O} {O} {E} {O} {O} {E} {P}. {O} {O} {E}
in us|{O} {E} {O} {E}, {O} {O} {E} {O} {E}.
in us|Dear {E}, {O} {O} {E} {O} {E}. {O} {E}!
in us|{O} {O} {O} {E}
in us|{E} {O} {E}: {O} {E} {O} {E}
in us|{J} {P} {E} {K} {E}, {K} {E}, {J} {K}
in us|{J} {P}, {J} {P}, {E} {P}
in us|{J}: {P} {J}: {P}
in us|{J} {K} {O} {G} {G} {J} {O} {O} {E} {K} {O} {P} {E}
in us|{E} {P} masked, {E} {K}, {E} {K} {K}
in us|{E} {J} {K}; {J} {K}; {K} {E} {K}
in us|{G} {G} {K}, {K} {J}, {E} {K}, {J} {K}
in us|{B} {K} {E} {E} {G}, {K} {K}, {E} {P}, {O} {O} {E}
in us|{C} {E} {E} {G} {O} {B} {G}, {K} {J}, {J} {K}
in us|{O} {O} {E} {O} {C} {O} {C} {E}. {O} {E} {K}.
in us|{J} {E} {O} {J} {P}. {E} {J} {P}.
in us|{E} {E} {O} {P}, {J} {E} {O} {J} {P}
in us|{K} {J} {E} {E}={P} {E}={P} {E}={K}
in us|{E} {E} {O} {K} {E}, {K} {E}, {K} {E}, {J} {K}
in us|{J} {E} {O} {E} {O} {N}
in us|{E} {O} {N}, {J} {P}, {J} {P}, {E} {P}
in us|{E}: {N}, {A}. {J}: {P}
in us|{E} {E} {O} {N} {O} {P}, {O} {O} {E} {O} {E}
in us|{O} {O} {N} {O} {O} {E} {O} {E}
in us|{N} {O} {O} {E} {O} {E}, {O} {E}
in us|{O} {E} {O} {A}, {O} {E} {O} {E}
in us|{O} {O} {E} {O} {O} {E} {O} {A} {O} {O} {E}
in us|{G} {G} {G} by {Z}, {K}, {E} {K}
in us|{Z} {E} {O} {E} {O} {C}
in us|{O} {E} {O} {Z} {O} {E}
in us|{E} is {E}. {E}: {P}
in us|Hi {N}, {O} {E} {P} {O} {P} is {O}. {E}: {P}
in us|{K} {K} {K} {K} {O} {E}; {E} {E} {K}; {J} {P}; {E} {K}
in us|{E} {E}: {J} {K}, {J} {K}, {E} {K}, {E} {K}, {J} {K}
in us|{J} {K} {J} {K} {E} {K} x {K} x {K} cm, {J} {K}
in us|{E} {K} {E} {O} {K}; {E} {K} ms; {K} {E} {K}
in us|{O} {E} {K} {O} {K}, {E} {K} {O} {K}
in us|{E} {O} {K} to {K}, {K} and {K}, {O} {E}
in us|{E} {E} {K}, {K}, {K}, {K} {O} {E}
in us|{G} {G} {O} {K}, {G} {G} {O} {K} {O} {E}
in us|{E} at {B} {C}: {G} {G} from {K}, {G} {G} from {K}
in us|{B} {G} {G}, {B} {G} and {B} {G} {O} {E} {O} {C}
in us|{O} {E} {O} {E} {K}. {E} {O} {E}. {E} {O} {K} {O} {K}.
in us|{K} {E} {O} {E} {O} {K}-{K}, {E} {K}
in us|{E} {K} {O} {E} {E} {O} {E} {J} {K}. {J} {O} {E}
in us|{E} {K}%, {E} {K}.{K}, {E} {K}/{K}
in us|{J}-{K} {J}-{K} {E}, {E} {K}, {T} {K}
in us|{E}: ***, {E}: {K}, {O} {E}, {E} [{E}]
in us|{E} {E} {O} {A} {K} {K}-{K}, {E} {P} {E}
hi|{N} {h} {h} {h}
hi|{h} {N} {h} {h} {P}
hi|{N} ने {h} {h}
hi|{N} को {h} {h} {h}
hi|{N} का {h} {h}
hi|{h} {h} {N} से {h}
hi|{N}, {A}
hi|पता {A}, {N}
hi|{h} {A} {h} {h}
hi|{h} {h} {h} {h} {h}
hi|{h} {h} {h} {C}
hi|मैं {N} बोल रहा हूँ
mr|{N} {m} {m}
mr|{N} यांनी {m} {m}
mr|{m} {N} यांना {m}
mr|माझे नाव {N} आहे
mr|{m} {A} {m}
mr|{m} {m} {m} {m}
ta|{N} {t} {t}
ta|{N} அவர்களுக்கு {t} {t}
ta|{t} {N} {t} {P}
ta|நான் {N} பேசுகிறேன்
ta|{N}, {A}
ta|{t} {A} {t}
ta|{t} {t} {t} {t}
te|{N} {e} {e}
te|నేను {N} {e}
te|{e} {e} {e}
te|{e} {N} గారు {e}
bn|{N} {b} {b}
bn|{b} {N} {b} {P}
bn|আমার নাম {N}
bn|{b} {A} {b}
bn|{b} {b} {b} {b}
gu|{N} {g} {g}
gu|મારું નામ {N} છે
gu|{g} {g} {g}
kn|{N} {k} {k}
kn|{k} {N} ಅವರಿಗೆ {k}
kn|{N} ಅವರ {k} {k}
kn|ನನ್ನ ಹೆಸರು {N}
kn|{k} {k} {k}
ml|{N} {l} {l}
ml|എന്റെ പേര് {N}
ml|{l} {l} {l}
pa|{N} {p} {p}
pa|{p} {p} {p}
ar|{N} {a} {a} {P}
ar|اسمي {N} {a}
ar|{a} السيد {N} {a}
ar|{a} {a} إلى {A}
ar|{N}\\n{A}
ar|{N}، {A}
ar|{a} {a} {a} {a}
ur|{N} {u} {u}
ur|{u} {u} {N} کو {u}
ur|{N}، {A}
ur|{u} {u} {u} {u}
vn|{v} {v} {N} {v}
vn|anh {N} {v} {v}, {P}
vn|{N}, {A}
vn|{v} {v} {A}
vn|{v} {v} {v} {v} {v}
es|Hola, soy {N} y {s} {s}
es|{s} {s} {N} {s}
es|{N}, {A}
es|{s} {s} en {A}
es|{s} {s} {s} {s}
es|El {s} para {N} {s}
pt|Olá, {N} {o} {o}
pt|meu nome é {N}, {A}
pt|{o} {o} com {N}
pt|{o} {o} {o} {o}
pt|{o} em {A}
de|Sehr geehrter Herr {N}, {d} {d}
de|{d} {d} von {N}, {d}
de|{N}, {A}
de|{N}\\n{A}
de|Mit freundlichen Grüßen {N}
de|{d} {d} {d} {d} {d}
de|{d} {d} an {A}
fr|Bonjour Madame {N}, {f} {f}
fr|{f} {f} par {N}
fr|{N}, {A}
fr|{f} {f} au {A}
fr|{f} {f} {f} {f}
nl|Hallo {N}, {w} {w} {w}
nl|{w} {w} van {N} {w}
nl|{w} {w} {w} {P} {w} {w}
nl|{w} {w} naar {A}
nl|{N}, {A}
it|Salve, sono {N}, {x} {x}
it|{x} {x} di {N} {x}
it|{x} {x} {x} {P} {x} {x}
it|{x} {x} in {A}
pl|Pan {N} {z} {z}
pl|{z} {z} dla {N}, {z}
pl|{z} {z} {z} {P} {z}
pl|{z} na {A}
id|Halo {N}, {i} {i}
id|{i} {i} ibu {N} {i}
id|{N}, {A}
id|{i} {i} ke {A}
id|{i} {i} {i} {i}
tr|Sayın {N}, {r} {r}
tr|{r} {N} {r} {r}
tr|{N}, {A}
tr|{r} {r} {r} {r}
ru|{N} {y} {y}
ru|{y} {y} {N}, {P}
ru|{N}, {A}
ru|{y} по адресу {A}
ru|{y} {y} {y} {y}
""".strip().splitlines()
TEMPLATES = [line.replace("\\n", "\n").replace("\\t", "\t") for line in TEMPLATES]
