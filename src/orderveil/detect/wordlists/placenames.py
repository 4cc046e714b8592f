"""Countries, states and large cities of the world, in Latin letters without accents. A table only.

A place found here is nobody's home by itself; several are people's names besides.
"""

from __future__ import annotations

from typing import Final

from orderveil.detect.wordlists.names import CITIES
from orderveil.detect.words import words

PLACES: Final = CITIES | words(
    "afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan bahrain bangladesh "
    "belarus belgium bhutan bolivia bosnia botswana brazil brasil brunei bulgaria burundi cambodia cameroon canada "
    "chad chile china colombia congo croatia cuba cyprus denmark deutschland dominica ecuador egypt england eritrea "
    "estonia ethiopia europe asia africa america fiji finland france gabon gambia georgia germany ghana greece "
    "guatemala guinea guyana haiti honduras hungary iceland india indonesia iran iraq ireland israel italy italia "
    "jamaica japan jordan kazakhstan kenya korea kuwait kyrgyzstan laos latvia lebanon lesotho liberia libya "
    "lithuania luxembourg madagascar malawi malaysia maldives mali malta mauritius mexico moldova monaco mongolia "
    "montenegro morocco mozambique myanmar namibia nepal netherlands nicaragua niger nigeria norway oman pakistan "
    "palestine panama paraguay peru philippines poland portugal qatar romania russia rwanda scotland senegal serbia "
    "seychelles singapore slovakia slovenia somalia spain espana sudan suriname sweden switzerland syria taiwan "
    "tajikistan tanzania thailand togo tunisia turkey turkmenistan uganda ukraine uruguay uzbekistan vietnam wales "
    "yemen zambia zimbabwe uae usa uk alabama alaska arizona arkansas california colorado connecticut delaware "
    "florida hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan "
    "minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah "
    "vermont virginia washington wisconsin wyoming carolina dakota ontario quebec alberta manitoba queensland "
    "tasmania bavaria andhra arunachal assam bihar chhattisgarh goa gujarat haryana himachal jharkhand karnataka "
    "kerala maharashtra manipur meghalaya mizoram nagaland odisha punjab rajasthan sikkim telangana tripura "
    "uttarakhand bengal kashmir ladakh nagpur shimla manali ooty darjeeling ratnagiri satara sangli akola nanded "
    "latur jalgaon bhiwandi navi london paris berlin madrid rome roma milan milano vienna wien zurich geneva "
    "brussels amsterdam rotterdam copenhagen stockholm oslo helsinki warsaw krakow prague budapest bucharest sofia "
    "athens lisbon porto dublin belfast glasgow edinburgh manchester liverpool birmingham leeds sheffield bristol "
    "cardiff oxford cambridge hamburg munich munchen frankfurt cologne koln stuttgart dusseldorf leipzig dresden "
    "lyon marseille toulouse nantes bordeaux lille strasbourg barcelona valencia sevilla seville bilbao malaga "
    "zaragoza turin torino naples napoli florence firenze bologna venice genoa palermo moscow petersburg kyiv minsk "
    "istanbul ankara izmir dubai sharjah doha riyadh jeddah muscat manama cairo alexandria casablanca lagos abuja "
    "accra nairobi kampala johannesburg durban karachi lahore islamabad dhaka chittagong colombo kathmandu yangon "
    "bangkok hanoi saigon jakarta bandung surabaya manila cebu shanghai beijing shenzhen guangzhou hongkong taipei "
    "seoul busan tokyo osaka kyoto yokohama nagoya sydney melbourne brisbane perth adelaide auckland wellington "
    "toronto montreal vancouver ottawa calgary boston chicago houston dallas austin denver seattle portland miami "
    "atlanta orlando tampa phoenix tucson memphis nashville charlotte detroit cleveland columbus cincinnati "
    "pittsburgh philadelphia baltimore brooklyn queens manhattan oakland sacramento fresno omaha milwaukee "
    "minneapolis honolulu guadalajara monterrey puebla bogota medellin cali quito lima cusco santiago valparaiso "
    "rosario cordoba montevideo asuncion caracas havana kingston recife salvador fortaleza curitiba brasilia manaus "
    "belem campinas"
)

STATES = words(
    "maharashtra karnataka kerala gujarat rajasthan punjab haryana bihar odisha assam telangana uttarakhand "
    "jharkhand goa "
    "chhattisgarh tripura meghalaya manipur mizoram nagaland sikkim california texas florida illinois ohio georgia "
    "michigan "
    "virginia bayern bavaria hessen victoria queensland ontario quebec"
)
WORLD_CITIES = words(
    "london manchester birmingham leeds glasgow liverpool bristol edinburgh cardiff york berlin hamburg münchen "
    "munich köln "
    "frankfurt stuttgart düsseldorf leipzig dresden bremen hannover paris lyon marseille toulouse nice nantes "
    "strasbourg lille "
    "madrid barcelona valencia sevilla zaragoza málaga roma rome milano torino napoli firenze bologna lisboa lisbon "
    "porto "
    "amsterdam rotterdam utrecht warszawa kraków wrocław gdańsk poznań chicago houston phoenix dallas austin boston "
    "seattle "
    "denver portland atlanta miami detroit springfield sydney melbourne brisbane perth adelaide toronto vancouver "
    "montreal "
    "dubai sharjah riyadh jeddah doha singapore tokyo osaka kyoto seoul beijing shanghai jakarta istanbul ankara "
    "bangkok manila "
    "dhaka kathmandu colombo karachi lahore wien zürich bern genève stockholm oslo københavn helsinki dublin "
    "brussels bruxelles "
    "calcutta bombay madras trivandrum cochin calicut mohali panchkula kharagpur asansol bhavnagar anand navsari "
    "secunderabad kakinada kurnool erode karur hosur thrissur kollam kannur shimla panaji margao ambala karnal hisar "
    "rohtak "
    "sonipat panipat mathura haridwar roorkee haldwani gaya muzaffarpur bhagalpur imphal shillong gangtok itanagar "
    "kohima aizawl agartala"
)
"""What speaks for an address in the rules of places."""
