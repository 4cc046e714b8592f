"""Given and family names of the blind templates, by the same hand; people are put together from them at random.

A line is a group of a locale: given names, a slash, family names; `_` stands for a space within a name.
"""

from __future__ import annotations

_LINES = """
in: Aarti Bhupendra Chetna Dushyant Ekta Girish Hemlata Jitendra Kamini Lokesh Mridula Narottam Omkar Pallavi \
Raghuveer Shalini Tarun Urmila Vinod Yogita / Agnihotri Bisht Chaturvedi Dubey Gaur Jha Katiyar Lal Maurya Nautiyal \
Ojha Pandey Rawat Saxena Thakur Upreti Vashisht Verma Awasthi Kushwaha
in: Aniket Bhakti Chinmay Darshana Falguni Gaurang Hetal Ishwari Ketaki Mandar Nilesh Pranjal Rutuja Sameer Tejas \
Vrushali Kirtida Jayesh / Apte Bhonsle Chitale Dalvi Gaikwad Jadhav Kelkar Limaye More Naik Parekh Rane Sawant \
Shinde Tambe Vaidya Zaveri Desai Solanki Chauhan Trivedi Wagh
in: Aswathy Bhuvaneswari Chandrasekhar Dhanalakshmi Elango Gowtham Harini Jayanthi Keerthana Madhavan Nagarathna \
Parthiban Revathi Sivakumar Thirumalai Usha Venkatesh Yamuna / Achar Bhat Chetty Eswaran Gopalakrishnan Hegde Iyer \
Kurup Manickam Nambiar Padmanabhan Rao Shenoy Thampi Unnithan Varadarajan Warrier Naidu Chowdary Pai
in: Arindam Bidisha Chandrima Debashis Enakshi Indrajit Jhuma Kaushik Lopamudra Moushumi Nabanita Partha Rituparna \
Subhadra Tapas Pranati Bhaskarjyoti / Adhikari Bagchi Chattopadhyay Dasgupta Guha Kar Lahiri Maitra Nandi Pal Roy \
Sarkar Talukdar Barua Mohanty Panigrahi Bora Saikia Bhowmick
in: Amandeep Baljit Daljeet Gagandeep Harpreet Jaspal Kulwant Lovepreet Manjot Navneet Parminder Simran Sukhdev \
Tejinder / Singh Kaur Bajwa Chahal Dhillon Gill Grewal Kang Mann Randhawa Sandhu Sidhu Virk Brar Bedi
in: Aaliya Bilal Danish Faiza Ghazala Hamid Imtiyaz Junaid Khalida Mehnaz Nadeem Parveen Rukhsana Salman Tabassum \
Waseem Zoya Md._Shahid Mohd_Arif / Ansari Baig Chishti Dar Farooqui Hashmi Khan Lone Malik Naqvi Pathan Rizvi Shaikh \
Usmani Wani Zaidi Begum Mirza Kazi
in: Agnelo Bindu Cedric Delphine Elvis Fiona Glenn Jincy Lalrinpuii Melwyn Rhea Savio Sherin Shiny Tresa / D'Souza \
Fernandes Gonsalves Kurian Lobo Mathew Noronha Pereira Rebello Thomas Varghese Zimik Khongwir Hmar Lyngdoh Sangma \
Marak Jamir
us: Abigail Alonzo Amber Austin Beverly Bryce Caleb Carmen Cheryl Clifford Darnell Deborah Dustin Eileen Ezekiel \
Gwendolyn Hector Heather Isaiah Jasmine Jeremiah Joanne Kayla Kenneth Latoya Lorenzo Mackenzie Marcus Nathaniel \
Olivia Patrice Quentin Rebecca Roland Savannah Sheryl Trent Valerie Wendell Xiomara Yvonne Zachary Mary_Beth J._T. / \
Abernathy Alvarez Baker Bautista Blackwell Boudreaux Castellanos Cho Cunningham Davenport Dominguez Edwards Espinoza \
Fitzgerald Foley Gallagher Garrison Goldberg Hernandez Holloway Huang Jefferson Kaminski Kim Lindqvist Lopez \
MacDonald Mayfield Miller Montgomery Nakamura O'Brien Okonkwo Patterson Pham Ramirez Rosenthal Sanders Schultz Tran \
Underwood Vance Whitaker Young Zielinski
gb: Alastair Angharad Beatrice Benedict Cerys Clive Daphne Dominic Elspeth Ewan Fergus Freya Gemma Graham Harriet \
Hamish Ian Isla Jemima Kieran Leanne Malcolm Nicola Niamh Owen Philippa Poppy Rhys Rowena Rupert Sian Stuart Tamsin \
Trevor Ursula Verity Winifred Aisha Imran Olufemi Sarah-Jane / Ackroyd Ainsworth Barraclough Birtwistle Cadwallader \
Chaudhry Cholmondeley Croft Davies Dunmore Entwistle Fairweather Fraser Garside Greenhalgh Hardcastle Hussain \
Jenkinson Kendrick Khan Lockwood MacLeod McAllister Merriweather Nuttall Ogilvie Osborne Parry-Jones Pemberton \
Quigley Rafferty Ramsbottom Sinclair Smith Sutcliffe Taylor Tregenza Uddin Wainwright Walker Wetherby Yates Adebayo
ng: Adaobi Babatunde Chinedu Damilola Ebuka Folake Halima Ifeoma Jide Kelechi Musa Ngozi Obinna Oluwatobiloba Sade \
Temitope Uche Yewande Zainab Tunde / Abubakar Adeyemi Afolabi Akinwale Balogun Chukwu Danjuma Eze Fashina Garba Igwe \
Lawal Nwachukwu Obi Ogunleye Okorie Onyekachi Sani Uzor Yakubu
za: Thandiwe Sipho Lerato Johan Annelize Pieter Nomvula Kagiso Busisiwe Riaan Zanele Mandla Elmarie Tshepo Ayanda \
Charl / Dlamini Nkosi Botha van_der_Merwe Mokoena Naidoo Pretorius Khumalo Mthembu du_Plessis Govender Ndlovu Zwane \
Steyn Mabaso Le_Roux
au: Bronwyn Angus Tahlia Darcy Kirra Mitchell Georgia Flynn Narelle Shane Kylie Declan Zara Brodie Gretel Lochlan / \
Abbott Bannister Calloway Doyle Fairbairn Gillespie Hennessy Irvine Kearney Lam McKinnon Nguyen Papadopoulos Stavrou \
Whitford
de: Annegret Bastian Birgit Clemens Cordula Detlef Dorothea Egon Elke Falk Franziska Gerd Gudrun Hannelore Heiko \
Ingrid Jannik Jörg Karl-Heinz Katja Klaus Lennart Leonie Lothar Magdalena Marlene Mirko Nadine Norbert Oskar Petra \
Ralf Renate Rüdiger Silke Stefan Svenja Tobias Ulrike Uwe Volker Waltraud Ayşe Mehmet / Achterberg Bauer Baumgärtner \
Becker Brandt Böhm Dietrich Ebert Fuchs Fürstenberg Gehrke Großmann Hartwig Heinemann Hoffmann Jäger Kaya Keller \
Klöckner Lehmann Lindner Löwe Mayer Meyer-Ahrens Neumann Niedermayer Oppermann Pfeifer Quandt Reinhardt Richter \
Rößler Sauer Schäfer Schmitz Schulze-Westerhoff Stolz Thalheimer Uhlig von_Ahlefeld Wagner Weißenborn Yıldız Ziegler \
Zimmermann
fr: Adélaïde Alexis Anaïs Baptiste Benoît Blandine Cécile Cédric Clémence Corentin Delphine Édouard Élodie Fabrice \
Florence Gaëlle Gilles Guillaume Hélène Inès Jean-Marc Jérôme Karim Laëtitia Loïc Ludivine Marie-Claude Maxime \
Nadège Noémie Odile Pascal Perrine Quentin Raphaël Romane Samira Sylvain Tiphaine Valentin Yannick Zoé / Arnaud \
Aubert Barbier Beaumont Ben_Salah Bertrand Blanchet Bonnet Bourgeois Brunet Carpentier Chevallier Cohen Da_Costa \
Delacroix de_la_Tour Diallo Dupuis Faure Fontaine Garnier Gautier Guérin Haddad Hamelin Jacquet Lacroix Lambert \
Le_Goff Le_Gall Lemaître Marchand Mercier Morel N'Diaye Pelletier Perrot Petit Renaud Rousseau Roussel Thévenet \
Vidal Weber
es: Adrián Ainhoa Alba Alejandro Álvaro Amparo Andoni Begoña Carlos Concepción Cristina Diego Eduardo Elena \
Esperanza Fermín Gonzalo Iker Inmaculada Iván Jimena Jordi José_Luis Laia Leire Lorena María_José Marta Mateo Mercè \
Montserrat Nerea Óscar Paloma Pilar Ramón Rubén Sergio Silvia Vicente Xavier Yolanda / Aguirre Álvarez Arrieta \
Ballesteros Benítez Blanco Cabrera Calvo Castillo Cortés de_la_Fuente del_Río Díaz Domínguez Echeverría Esteve \
Ferrer Gallego García Gil González Herrero Ibáñez Iglesias Jiménez Lozano Marín Martín Medina Molina Montero Muñoz \
Nieto Ortiz Pascual Peña Puig Ramos Rodríguez Sanz Serrano Soler Vázquez Vidal Zabala
mx: Adriana Alejandra Alfonso Araceli Brenda Citlali Cuauhtémoc Daniela Edgar Emiliano Esmeralda Fernanda Fidel \
Guadalupe Heriberto Itzel Jazmín Joaquín José_Ángel Karla Leticia Luis_Fernando Maribel Mauricio Nayeli Norma \
Octavio Perla Raúl Rigoberto Rosalba Saúl Socorro Tonatiuh Ulises Verónica Wendy Xóchitl Yadira Yuliana Zulema / \
Aguilar Ávila Barragán Bravo Camacho Cárdenas Castañeda Cervantes Chávez Contreras Cruz de_la_Cruz Del_Ángel \
Escobedo Estrada Flores Fuentes Galván Gómez Guerrero Gutiérrez Hernández Huerta Juárez León López Luna Macías \
Maldonado Martínez Mejía Mendoza Montes_de_Oca Morales Orozco Ortega Pacheco Palafox Pérez Quintero Ramírez Reyes \
Rivera Salazar Tlatelpa Trejo Vargas Villaseñor Zúñiga
it: Alessia Andrea Angelo Antonella Arianna Beatrice Bruno Carlotta Cesare Chiara Claudio Cosimo Daniela Dario \
Debora Eleonora Emanuele Enrico Fabio Filippo Fiorella Gabriele Gennaro Giacomo Gianluca Giovanna Ilaria Ivano \
Lorenzo Luisa Marta Maurizio Nicoletta Ornella Paola Pietro Raffaella Rosaria Salvatore Serena Simone Tiziana \
Umberto Valentina / Amato Barbieri Basile Bellini Benedetti Bianchi Caputo Carbone Cattaneo Conti Costantini \
D'Angelo De_Luca De_Santis Del_Vecchio Di_Stefano Donati Fabbri Farina Ferrara Fontana Galli Gatti Gentile Giordano \
Grasso Greco Leone Longo Lo_Presti Mancini Marchetti Mariani Martini Monti Moretti Orlando Palumbo Parisi Pellegrini \
Rinaldi Rossi Russo Sanna Serra Testa Valentini Villa Zanetti
br: Adalberto Aline Anderson Bianca Bruna Camila Cláudia Cristiano Débora Diego Edilson Eduarda Elisângela Everton \
Fabiana Felipe Francisca Gabriela Gilmar Gustavo Heloísa Iara Igor Ivone Jaqueline Jéssica José_Carlos Juliana Kauã \
Larissa Leandro Letícia Luiz_Henrique Márcia Maria_Aparecida Matheus Nilton Patrícia Rafael Rosângela Tatiane Valdir \
Vinícius Wellington Yasmin / Alves Amaral Andrade Araújo Azevedo Barbosa Batista Borges Braga Brito Campos Cardoso \
Carvalho Castro Conceição Correia Costa Cunha da_Silva Dias do_Nascimento dos_Santos Farias Ferreira Fonseca Freitas \
Gomes Guimarães Lima Lopes Machado Magalhães Marques Martins Melo Mendes Monteiro Moura Nogueira Nunes Peixoto \
Pereira Pinheiro Queiroz Ramos Rezende Ribeiro Rocha Sampaio Siqueira Tavares Teixeira Vasconcelos Xavier Yamamoto \
Zanella
nl: Anouk Bas Bram Carlijn Diederik Esmee Femke Gijs Hanneke Ilse Jasper Koen Lieke Marjolein Niels Roos Sjoerd Tess \
Willemijn Youssef / Aalbers de_Boer Bosman van_den_Berg Dijkstra El_Idrissi Geerts Haverkamp de_Jong Kuipers \
van_Leeuwen Meijer Oosterhuis Postma van_'t_Hoff Schouten Smits Timmermans Verbruggen de_Vries
pl: Aleksandra Bożena Dorota Ewelina Grażyna Halina Iwona Joanna Kinga Ludwika / Adamska Borkowska Chmielewska \
Górska Jabłońska Lis Mazur Pawlak Szymańska Żukowska Sikora-Bielska
pl: Bartosz Czesław Dariusz Grzegorz Henryk Jakub Łukasz Mirosław Paweł Radosław Wojciech / Baran Ciesielski Dudek \
Gajewski Kaczmarek Majewski Ostrowski Rutkowski Stępień Wróbel Zawadzki
tr: Ahmet Aslı Berk Cansu Deniz Elif Emre Fatih Gülşen Hakan İpek Kerem Merve Nurettin Özge Selin Serkan Tuğba \
Volkan Zeynep / Acar Akbulut Aydın Bozkurt Çelik Demirtaş Erdoğmuş Güneş Kaplan Karaca Korkmaz Öztürk Polat Sarı \
Şahin Taşkın Uçar Yalçın Yavuz Yıldırım
id: Agus Ayu Bambang Citra Dewi Eko Fitriani Gilang Hendra Indah Joko Ketut Lestari Made Nurhayati Putri Rizky \
Siti_Aminah Teguh Wahyu / Anggraini Budiman Gunawan Handayani Hidayat Kusuma Lubis Maulana Nasution Nugroho Pratama \
Purnomo Rahayu Saputra Setiawan Simanjuntak Siregar Sutanto Wibowo Wijayanti
se: Agneta Björn Ebba Fredrik Gunilla Håkan Ingegerd Jesper Kerstin Linnéa Maja Nils Oskar Pernilla Rasmus Signe \
Torbjörn Ylva / Andersson Bergqvist Dahlström Ekström Forsberg Granlund Hedlund Isaksson Johansson Karlsson Lindgren \
Månsson Nyström Öberg Persson Sjögren Söderberg Wallin Åkesson
vn: Văn_Bình Thị_Châu Đức_Dũng Hương_Giang Mỹ_Hạnh Thu_Hương Quốc_Khánh Thùy_Linh Nhật_Minh Thị_Nga Hồng_Phúc \
Như_Quỳnh Thanh_Sơn Phương_Thảo Anh_Tuấn Hải_Yến / Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh
ar: أحمد خالد سلطان فيصل ماجد عبدالرحمن ناصر يوسف تركي مشعل نورة هند سارة ريم أمل لطيفة منى / العتيبي القحطاني \
الشهري الحربي الدوسري الغامدي الزهراني المطيري البلوي الشمري العنزي السبيعي المالكي الجهني الرشيدي
ru: Алексей Борис Вадим Глеб Евгений Илья Константин Леонид Максим Никита Роман Тимофей Ярослав Рустам / Абрамов \
Белоусов Воронцов Громов Ефимов Зайцев Кравченко Лаптев Мельник Никитин Осипов Румянцев Сафин Тихонов Хабибуллин
ru: Алина Валентина Галина Дарья Екатерина Жанна Зинаида Ирина Ксения Людмила Марина Надежда Оксана Полина Светлана \
Юлия / Андреева Богданова Виноградова Голубева Жукова Калинина Лебедева Морозова Орлова Пономарёва Соболева Тарасова \
Фёдорова Щербакова Яковлева
jp: 翔太 美咲 健一 陽菜 大輔 由美子 拓也 さくら 直樹 恵子 蓮 千尋 和也 菜々子 浩二 麻衣 / 佐藤 鈴木 高橋 渡辺 小林 \
中村 吉田 山口 松本 井上 長谷川 石川 前田 藤原 五十嵐 西園寺 大久保
cn: 伟 芳 秀英 志强 静怡 子轩 梓涵 建国 丽华 晓东 雨桐 浩然 美玲 思远 欣怡 文博 / 王 李 张 刘 陈 杨 赵 黄 周 吴 徐 \
孙 欧阳 诸葛 司马 上官 贺
kr: 민수 지현 서연 도윤 영희 준호 하은 현우 미경 성진 유진 태형 수빈 은정 재석 나래 / 김 이 박 최 정 강 조 윤 장 임 \
한 오 신 황보 남궁
hi: अंजलि अनिल अरुणा आरती उमेश कविता किरण कृष्णकांत गीता गोपाल चंदन जयश्री जितेंद्र ज्योति दिनेश दीपक नंदिनी नरेश \
नीलम पंकज पूनम प्रमोद बबीता भावना मंजू मनीष महेश मीनाक्षी मुकेश योगेश रश्मि राकेश रेखा ललिता वंदना विनय शकुंतला \
शबाना संतोष सरिता सीमा सुरेंद्र हरीश हेमंत / अग्रवाल अवस्थी उपाध्याय ओझा कश्यप कुशवाहा खन्ना खान गर्ग गहलोत गुर्जर \
चतुर्वेदी चौधरी चौहान जाधव जैन जोशी झा ठाकुर डोगरा तिवारी त्रिपाठी दीक्षित दुबे नेगी पटेल पांडेय पाल प्रजापति बंसल \
बिष्ट भट्ट भदौरिया मल्होत्रा मिश्रा मौर्य राठौर रावत वर्मा वाजपेयी शुक्ला श्रीवास्तव सक्सेना सिंह सैनी सोनी
mr: सुप्रिया अभिजीत वैशाली प्रशांत मृणाल तुषार स्वाती निखिल शीतल अमोल कल्याणी संदीप रोहिणी श्रीकांत अश्विनी / \
कुलकर्णी देशमुख पाटील जोशी गोखले शिंदे कांबळे भोसले साळुंखे काळे मोरे निंबाळकर चव्हाण घाटगे तावडे
ta: செந்தில்குமார் மீனாட்சி அருண்மொழி பத்மா கார்த்திகேயன் வள்ளி சரவணன் தமிழ்செல்வி முத்துலட்சுமி இளங்கோவன் \
பிரியதர்ஷினி ராமச்சந்திரன் கோமதி வேல்முருகன் சுதா கண்ணன் / சுப்பிரமணியன் பழனிசாமி கிருஷ்ணமூர்த்தி நடராஜன் சண்முகம் \
பாண்டியன் ராஜேந்திரன் வெங்கடேசன் தங்கராஜ் மாரிமுத்து அய்யர் பெருமாள் சுந்தரம் ஆறுமுகம் குப்புசாமி
te: శ్రీనివాస్ పద్మావతి వెంకటేష్ అనూష రవితేజ సుజాత నాగార్జున మాధవి ప్రసాద్ స్వప్న కిరణ్ హారిక రామకృష్ణ భవాని చైతన్య \
/ రావు చౌదరి గౌడ్ శర్మ నాయుడు మూర్తి వర్మ రాజు యాదవ్ పోతిరెడ్డి కొండపల్లి బొల్లినేని గుర్రం మద్దినేని తాటికొండ
bn: সৌমিত্র মৌসুমী দেবাশিস রূপা অভিজিৎ তনুশ্রী শুভঙ্কর পায়েল রফিকুল নাসরিন সঞ্জয় ঝুমা তাপস শর্মিষ্ঠা আরিফ / \
মুখার্জি চ্যাটার্জি বন্দ্যোপাধ্যায় সরকার মণ্ডল বিশ্বাস পাল সাহা রায় হোসেন ইসলাম ভট্টাচার্য নাথ ঘোষাল চক্রবর্তী
gu: હિતેશ જાગૃતિ ભરતભાઈ કોમલ નીરવ દક્ષાબેન પરેશ હીના મયૂર કિંજલ રમેશ અલ્પા જિગર ભાવિકા ધવલ / પટેલ શાહ મહેતા દવે જોષી \
ત્રિવેદી સોલંકી ચૌહાણ પરમાર રાઠોડ ઠક્કર વાઘેલા પંડ્યા ગજ્જર દેસાઈ
kn: ಮಂಜುನಾಥ ಸವಿತಾ ರಾಘವೇಂದ್ರ ಶ್ವೇತಾ ಬಸವರಾಜ ಗೀತಾ ನಾಗೇಶ ಪವಿತ್ರಾ ಸಂತೋಷ ಲಕ್ಷ್ಮೀದೇವಿ ಚೇತನ ರಶ್ಮಿ ಗಿರೀಶ ಅನುಪಮಾ ಶಿವಕುಮಾರ / \
ಗೌಡ ಹೆಗಡೆ ಪಾಟೀಲ ಶೆಟ್ಟಿ ಭಟ್ ರಾವ್ ಕುಲಕರ್ಣಿ ಹಿರೇಮಠ ಬಡಿಗೇರ ನಾಯಕ ಆಚಾರ್ಯ ಪೂಜಾರಿ ಮೂರ್ತಿ ದೇಸಾಯಿ ಅಂಗಡಿ
ml: അനിൽകുമാർ ബിന്ദു രാജേഷ് സിന്ധു വിനോദ് ശ്രീജ ഹരികൃഷ്ണൻ ലത ഷാജി മഞ്ജു സുരേഷ് ഫാത്തിമ ജോസഫ് ഗിരിജ പ്രദീപ് / നായർ \
മേനോൻ പിള്ള വർഗീസ് കുര്യൻ നമ്പൂതിരി പണിക്കർ കുറുപ്പ് തോമസ് വാര്യർ മാത്യു ചെറിയാൻ രാഘവൻ ഇബ്രാഹിം ദാമോദരൻ
"""

Group = tuple[list[str], list[str]]


def _group(line: str) -> tuple[str, Group]:
    locale, _, names = line.partition(": ")
    given, _, family = names.partition(" / ")
    return locale, ([n.replace("_", " ") for n in given.split()], [n.replace("_", " ") for n in family.split()])


PEOPLE: dict[str, list[Group]] = {}
for _locale, _names in map(_group, _LINES.strip().splitlines()):
    PEOPLE.setdefault(_locale, []).append(_names)
