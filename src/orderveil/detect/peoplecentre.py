"""Names of people of the middle, the south-east and the east of Europe: tables only.

In Latin letters without accents: given names, a bar, family names. Gathered from general knowledge
like detect.names; a list of real people is neither needed nor wanted. A name found here proves little by
itself, and the rules do not use them: the model does, and training makes names like these from them. `_` is a space.
"""

from __future__ import annotations

from typing import Final

NAMES_CENTRE: Final[dict[str, str]] = {
    "ro":
    "adelina adina adrian adriana alexandra alexandru alin alina ana anca andra andrada andreea andrei aneta "
    "angela anton antonia aurel aurelia aurelian aurica bianca bogdan bogdana brandusa camelia carmen catalin "
    "catalina cecilia cezar cezara ciprian claudia claudiu codrin codruta constanta constantin corina cornel "
    "cornelia corneliu cosmin costel costin cristi cristian cristiana cristina dacian damian dan dana daniel "
    "daniela daria david delia denis denisa diana dinu doina doinita dorel dorin dorina doru dragos dumitra "
    "dumitru ecaterina eduard elena elisabeta elvira emanuel emil emilia emilian eugen eugenia eusebiu eva felicia "
    "filip flavia flavius florea florentina florian florica florin florina gabi gabriel gabriela gavril george "
    "georgeta georgiana gheorghe gheorghita gherghina gica gigel grigore haralambie horatiu horia iacob iancu "
    "ileana ilie ilinca ilinka ioan ioana ion ionel ionela ionut iosif irina iulia iulian iuliana iuliu iustin "
    "iustina izabela larisa laura laurentiu lavinia leonid leontin lia lidia ligia liliana livia liviu loredana "
    "lorena luca lucian luciana lucica lucretia ludovic luminita madalin madalina magda magdalena manole marcel "
    "marcela margareta mariana maricica marilena marin marina marinela marius matei maximilian medeea mihaela "
    "mihai mihail mihaita mihnea mina mioara mirabela mircea mirela miron miruna mugur mugurel narcis narcisa "
    "natalia neculai nelu nicolae nicolaie nicoleta nicu niculina nicusor nina octav octavia octavian olga olimpia "
    "oltea otilia ovidiu pamfil paraschiva paul paula pavel petra petre petrica petrisor petronela petru petruta "
    "pompiliu rada radu raluca ramona rares raul rebeca remus robert roberta rodica roman romica romulus roxana "
    "ruxandra sabin sabina sanda sandu sanziana sebastian septimiu serban sergiu silvia silviana silviu simina "
    "simion simona smaranda sonia sorin sorina speranta stefan stefania stela stelian steliana tatiana teodor "
    "teodora teodosie teofil teohari tiberiu tiberius timea titus toader toma traian tudor tudora tudorel valentin "
    "valentina valeria valerica valeriu vasile vasilena vasilica veronica veta victor victoria vintila violeta "
    "viorel viorica virgil virgiliu vlad vladimir vlaicu voichita voicu xenia zaharia zamfir zamfira zoe | achim "
    "adam agache ailenei ailincai albu aldea alexandrescu alexandru alexe amariei andreescu andrei andronic anghel "
    "anghelescu anton antonescu apetrei apostol apostolescu ardelean ardeleanu argint avram axinte baciu badea "
    "badescu badiu baicu balaci balan balanescu baltag banica banu barbu barbulescu barna bejan bejenaru berbece "
    "berceanu bica bodea bogdan boier boldea bondoc borcea bostan botezatu botnaru brad bran brasoveanu bratescu "
    "bratianu bratu bucataru bucur buga bugnariu bulgaru buruiana butnariu butnaru buzatu buzea calin calinescu "
    "calugaru campeanu caragea caragiale caraman carp cazacu ceausescu ceban cernat chelaru chiriac chirila "
    "chirita chis chitu cimpoeru cioban ciobanu ciobotaru ciocan ciolacu ciolan ciorbea ciubotaru ciuca ciurea "
    "cochior codreanu cojocaru coman comanescu condrea constantin constantinescu corbu cornea cosma costache "
    "costea costin costinescu covaci covrig craciun craioveanu cretu crisan cristea cristescu croitoru cuza damian "
    "dan danciu danila dascalu david deaconu diaconescu diaconu dima dimitriu dinca dinu dobre dobrescu dobrin "
    "dogaru donciu dorobantu dragan draganescu draghia draghici dragomir dragos dragu dragulescu dumitrache "
    "dumitrascu dumitrescu dumitru duta eminescu enache enachescu ene enescu epure farcas fieraru filimon filip "
    "filipescu filote florea florescu flueras focsa fodor fratila gal ganea gavril gavrila gavrilescu georgescu "
    "gheorghe gheorghiu gherasim gherman ghica ghita giurgiu goga gradinaru grecu grigoras grigore grigorescu "
    "grosu groza hagi haiduc hanganu harabagiu hategan hodor horvath hristea iacob iancu ichim ignat ilie iliescu "
    "ilinca ion iona ionascu ionescu ionita iordache iordan iordanescu iorga iosif isac istrate iures ivan ivascu "
    "jianu jitaru joita juganaru jurca lazar lazarescu leahu leonte luca lungu lupascu lupescu lupu lupulescu "
    "macarie macovei maftei manea manolache manole manolescu marcovici marcu mares marginean mariana marin "
    "marinescu marinica maris matache mateescu matei medrea melinte miclaus miclea micu mihai mihaila mihailescu "
    "mihalache mihalcea mircea mirea miron mitrea mitu miu mocanu moga moisa moise moldovan moldoveanu morar "
    "moraru morosan mosneag motoc muntean munteanu muresan muresanu musat nagy nastasa nastase neacsu neagoe neagu "
    "neamtu nechita neculai negoita negrea negru negulescu nica nichita nicolae nicolau nicolescu niculae "
    "niculescu nistor nita nitescu nitu novac oancea olariu olaru oltean olteanu onofrei opran oprea oprescu opris "
    "oros pana panait panaitescu pandele pantea parvu pascal pascu patrascu paun pavel petcu petre petrea petrescu "
    "petrica petrisor pintea pinzaru pirvu pirvulescu pitu podaru popa popescu popovici porumbescu postolache "
    "potra preda predescu prodan puiu purcarea puscasu rad radoi radu raducan raducanu radulescu raileanu ranga "
    "roman rosca rosu rotaru rus russu rusu sabau sandor sandu sarbu savu savulescu scarlat serban serbanescu sima "
    "simion simionescu sirbu soare socol soos spataru stan stanca stanciu stancu stanescu stanica stanila stefan "
    "stefanescu stefanoiu stoian stoica stoicescu stroe stroia suciu surdu szabo szekely talpa tanase tanasescu "
    "tataru teodorescu teodoru timofte toader toma tomescu tomoiaga trandafir trif trifan tudor tudorache tudose "
    "turcu tutuianu ungureanu ursache ursu urzica vaduva varga vasile vasilescu vasiliu vatamanu velicu vintila "
    "visan vizitiu vlad vladescu vladu vlaicu vlasceanu voda voicu voiculescu voinea voinescu vulpe vulpescu "
    "zaharia zamfir zamfirescu zidaru",
}  # fmt: skip
