"""Names of people of Africa: tables only.

In Latin letters without accents: given names, a bar, family names. Gathered from general knowledge
like wordlists.names; a list of real people is neither needed nor wanted. A name found here proves little by
itself, and the rules do not use them: the model does, and training makes names like these from them. `_` is a space.
"""

from __future__ import annotations

from typing import Final

NAMES_AFRICA: Final[dict[str, str]] = {
    "ng":
    "abayomi abdulrahman abimbola abiodun abiola abosede adaobi adaora adebola adebowale adedayo adedeji adekunle "
    "adeleke ademola adeniyi adeola adesola adetokunbo adewale adeyemi afolabi ahmadu aisha ajoke akin akinola "
    "akinwale amarachi amina aminu anuoluwapo anyanwu aondo ayo ayodeji ayodele ayomide azubuike babajide "
    "babatunde bashiru bisi bolaji bolanle bukunmi chiamaka chibueze chibuike chibuzor chidera chidi chidubem "
    "chiemeka chigozie chijioke chika chikezie chima chimamanda chinaza chinedu chinelo chinenye chinonso chinyere "
    "chioma chisom chizoba chukwudi chukwuebuka chukwuemeka damilola danladi dapo dayo ebele ebere ebuka efe efosa "
    "ejike ekaette ekene emeka eniola enitan esther ezinne fatai femi folarin folasade funke funmilayo gbenga "
    "habiba halima hauwa ibukun idowu ifeanyi ifeoma ifunanya ige ikechukwu ikenna isioma iyabo jide jumoke kabiru "
    "kayode kehinde kelechi kemi kikelomo kolawole kunle ladi lanre lekan lola lolade maryam modupe moji muhammadu "
    "musa ngozi nkechi nkem nkiru nnamdi nnenna nonso nwabueze nwachukwu obiageli obinna ogechi oghenekaro "
    "okechukwu okon olabisi oladele olajide olamide olanrewaju olatunji olayemi olu olubunmi olufemi olufunke "
    "olugbenga olumide oluseun oluseyi oluwadamilare oluwafemi oluwakemi oluwaseun oluwaseyi oluwatobi oluwatosin "
    "omolara omotola onome onyeka onyekachi opeyemi osagie osaro oseni oyinkan rasheed ronke rotimi sadiq salisu "
    "sani segun seun shehu simisola sola somto sunkanmi taiwo tari tayo temidayo temitayo titilayo tobechukwu tobi "
    "tochukwu tokunbo tola tolulope tomiwa tope tosin uchechi uchenna udo ugochi ugochukwu ukamaka umar uzoamaka "
    "yakubu yejide yemi yetunde yewande yinka yusuf zainab | abiodun abiola abubakar achebe adamu adebanjo adebisi "
    "adedeji adefemi adegoke adekoya adelakun ademola adeniran adeniyi adenuga adeosun adesanya adesina adetola "
    "adewale adewuyi adeyemi adeyinka adichie afolayan agbaje agu ahmed aina ajayi ajibade ajibola akande "
    "akinfenwa akinola akintola akinyemi akpan alabi aliyu amadi aminu anyanwu aremu ayodele azikiwe babalola "
    "babangida badmus balogun bankole bassey bature chidi chukwu danjuma danladi dike duru ebong edet effiong egwu "
    "ekpo ekwueme emenike etim eze ezeani ezekwesili fagbemi falana fashola garba gbadamosi ibekwe ibrahim idris "
    "igbinedion igwe ihejirika ike ikpeba imoh inyang isah isola iweala jatau jimoh kalu kolawole ladipo lawal "
    "lawan madu mbah mohammed momoh musa nnadi nnamani nwachukwu nwankwo nwosu nze obasanjo obaseki obi obiora "
    "odogwu odumegwu ogbonna ogunbanjo ogundipe ogunleye ogunsanya ojo okafor okeke okereke okezie okolie okon "
    "okonkwo okorie okoro okoye okpara okwuosa oladele olaniyan olatunji olawale olayinka olowo oluwole omotayo "
    "onuoha onwudiwe onyeama onyema opara osagie oseni oshodi osuji owolabi oyebanji oyedele oyekan oyelaran "
    "sanusi shehu shittu soyinka suleiman tinubu uche udeh udoh ugwu ukpabi umar umeh usman uzor yakubu yusuf",
    "gh":
    "abena abla adjoa adwoa afia afua akosua akua akwasi ama ampofo araba ato baaba efua ekow ekua elikem esi "
    "fiifi gifty kobina kodjo kofi kojo kwabena kwadwo kwaku kwame kwasi kwesi mawuli mawusi naa nana_ama nana_yaw "
    "nii selasi selorm senyo yaa yaw yawa | aboagye acheampong acquah adjei adomako adu afriyie agbeko agyei "
    "agyeman agyemang akuffo amankwah amoah amoako ampofo ankrah annan ansah antwi appiah appiah-kubi arthur "
    "asamoah asante asare asiedu attah ayew badu baffour boadi boahen boakye boamah bonsu botchwey danquah darko "
    "dartey donkor dwomoh essien fosu frimpong gyamfi gyan kufuor kumi kwarteng kyei lamptey mensah nkansah "
    "nkrumah nyarko ofori ofosu oppong osei osei-tutu owusu owusu-ansah quansah quaye rawlings sarpong sekyi "
    "tawiah tetteh twumasi yeboah",
    "ke":
    "achieng adhiambo akinyi akoth anyango apiyo atieno auma awino awuor barasa chebet chelimo chemutai chepkemoi "
    "chepkoech chepngetich cherono cheruiyot esther faith gathoni jepchirchir jepkorir jepkosgei juma kamande "
    "kamau karanja kariuki kibet kimani kimathi kipchoge kipchumba kipkemboi kiplagat kiprono kiprop kiptoo "
    "kipyegon koech makena mbithe moraa mueni mumbi mumbua muthoni mutua mutuku mwende mwihaki mwikali mwongeli "
    "nafula naliaka nekesa njambi njeri njoki nyaboke nyakio nyambura nyawira nyokabi ochieng odhiambo okoth "
    "omondi opiyo otieno ouma owino wafula wairimu waithera wamaitha wambui wangari wangeci wangui wanja wanjiku "
    "wanjiru wanyonyi | achieng barasa chebet cheruiyot gachanja gathogo gichuki gitau githinji gitonga irungu "
    "kagiri kahiga kamau karanja karimi kariuki keter kibaki kimani kinyanjui kinyua kipkorir kiplagat kirui "
    "kithinji koech korir langat macharia maina makau makori mbugua mburu mbuthia mbuvi mogaka momanyi muchiri "
    "muigai mukami mumo munene mungai muriithi murithi muriuki musyoka musyoki muthama muthui mutiso mutua mutunga "
    "mwai mwangi mwaniki mwaura mwendwa ndegwa nderitu ndirangu ndolo ngugi njenga njogu njoroge njuguna nyaga "
    "nyagah nyamweya nyong'o obara ochieng odera odhiambo odinga odongo oginga ogola okello okeyo okoth oluoch "
    "omari omondi ondieki onyancha onyango opiyo orengo otieno ouko ouma owino owuor rotich ruto sang simiyu tanui "
    "wafula waiganjo wainaina wanjala wanyama waweru",
    "et":
    "abeba abebe abebech abel aberash adanech addisu alem alemayehu alemitu almaz amare amsale aster ayele azeb "
    "bekele belay belaynesh berhane berhanu bethlehem birtukan bisrat dagmawi dawit demeke dereje desta eden eleni "
    "elias endalkachew ermias etenesh eyerusalem fasil feven fikadu fikirte fitsum gebre genet getachew getahun "
    "girma habtamu haile hailu hana helen henok hirut jemal kassahun kebede kidist kidus lemlem leul mahlet makeda "
    "mekdes mekonnen melaku melat meron meseret mesfin mihret mikias mulatu mulu mulugeta nahom natnael negash "
    "rahel robel saba samrawit sara selam selamawit semhar senait sileshi sintayehu sisay solomon tadele tadesse "
    "tamrat tariku tefera temesgen tensae teshome tewodros tigist tilahun tirunesh tsegaye tsehay wondimu wubit "
    "yared yeshi yodit yohannes yonas zelalem zenebech zerihun | abate abebe abera admasu alemayehu alemu amare "
    "asfaw assefa ayalew ayana ayele bekele belachew belay beyene birhanu bogale damtew debebe degefa demissie "
    "desalegn desta dibaba endale fikre gebre gebremariam gebremedhin gebremichael gebreselassie gebretsadik "
    "getachew getahun girma gizaw habte haile hailemariam hailu kassa kebede kidane legesse lemma mamo mekonnen "
    "melese mengesha mengistu moges molla mulugeta negash negussie regassa seyoum shiferaw sisay tadesse taye "
    "tefera tegegne teklu tesfaye teshome tessema tilahun tolossa tsegaye wolde woldemariam woldemichael worku "
    "yilma yohannes zeleke zenawi zewde",
    "za":
    "andile anele anneke annelize aphiwe ayabonga ayanda bafana bandile bheki boitumelo bongani bongiwe bonolo "
    "busisiwe danie dikeledi dineo dumisani elmarie elna fikile francois gerhardus hanlie hendrik hennie ilze jabu "
    "jabulani jaco johan kabelo kagiso karabo karlien katlego keabetswe kgomotso khanyi khanyisile koos lebogang "
    "lebohang lerato lesego lindani lindiwe lizelle lungelo lungile lwandle lwazi madelein mandla marelize mbali "
    "mduduzi melusi mmapula modise mosa mpho mzwandile naledi ncumisa neo nhlanhla nkosana nkosinathi nobuhle "
    "nokuthula noluthando nomfundo nomsa nomthandazo nomvula nontobeko nosipho nozipho ntando ntokozo ntombi "
    "olwethu onalenna palesa phumlani phumzile pieter pumla refilwe rethabile riaan riana ruan sandile sanele "
    "sbusiso schalk senzo sfiso sibongile sibusiso sifiso simphiwe sindisiwe sinethemba sipho siphokazi siyabonga "
    "siyanda sizwe sthembiso sunette suzette tebogo tertia thabang thabiso thabo thandeka thandi thandiwe thando "
    "thapelo thato themba thembeka thembi thulani tiisetso tshepo tsholofelo tumelo tumi unathi vusi wandile "
    "xolani xoliswa yamkela yolanda zanele zinhle zodwa zola zoleka zukiswa zweli | baloyi bam barnard basson "
    "bester bezuidenhout bosman botes botha brits burger buthelezi cele cloete coetzee coetzer conradie dhlamini "
    "dlamini du_plessis du_preez du_toit dube engelbrecht erasmus ferreira fourie geldenhuys grobler gumede hadebe "
    "hlongwane jacobs jiyane jonker jordaan joubert kekana kgosi khoza khumalo kotze kriel kruger kubheka kunene "
    "labuschagne le_roux lekota liebenberg lombard louw luthuli mabaso mabena mabuza madonsela magubane mahlangu "
    "maimane makgoba makhanya makhubela malan malatji malema maluleke mandela maphosa marais maseko mashaba "
    "masondo mathe mathebula mavuso mazibuko mbatha mbeki mbele mdluli meintjes meyer mhlongo mkhabela mkhize "
    "mnguni modise mofokeng mogale mokoena molefe moloi montsho motaung motsepe mpofu msimang mthembu mthethwa "
    "mtshali myburgh naicker naidoo ndaba ndlovu nel ngcobo ngubane ngwenya nkabinde nkosi nkuna nortje ntuli "
    "nxumalo nyathi oberholzer odendaal olivier oosthuizen pillay potgieter pretorius prinsloo rabie radebe "
    "ramaphosa roux schoeman sekgobela shabalala shabangu shange sibanda sibeko sibiya sisulu sithebe sithole "
    "smuts snyman steenkamp steyn strydom swanepoel swart tau terblanche theron tshabalala tshwete tutu "
    "van_der_merwe van_der_walt van_jaarsveld van_niekerk van_rensburg van_schalkwyk van_staden van_tonder van_wyk "
    "van_zyl venter vermaak vilakazi viljoen visagie visser vorster wessels xaba xulu zikalala zulu zuma zungu "
    "zwane",
}  # fmt: skip
