"""Names of people that are known as brands, books, films, feasts and places rather than as buyers. Tables only.

General knowledge, in lower case without accents; `_` stands for a space. Somebody may be called so all
the same: a name found here is a person where a word plainly says so (`Name: Calvin Klein`), and is
left to the model where nothing does. Must never make the rules blind to a buyer's name by itself.
"""

from __future__ import annotations

from orderveil.detect.words import words


def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.replace("_", " ") for phrase in text.split())


FAMOUS = _phrases(
    # fashion
 "calvin_klein ralph_lauren hugo_boss giorgio_armani emporio_armani tommy_hilfiger kate_spade tory_burch "
 "marc_jacobs "
 "michael_kors jimmy_choo stella_mccartney vivienne_westwood paul_smith ted_baker karen_millen christian_dior "
 "yves_saint louis_vuitton louis_philippe peter_england allen_solly van_heusen tom_ford tom_tailor jack_jones "
 "alexander_mcqueen alexander_wang roberto_cavalli christian_louboutin manolo_blahnik pierre_cardin "
 "karl_lagerfeld philipp_plein jil_sander max_mara salvatore_ferragamo ermenegildo_zegna oscar_de carolina_herrera "
 "donna_karan diane_von vera_wang vera_bradley kenneth_cole anne_klein ann_taylor eddie_bauer tommy_bahama "
 "perry_ellis "
 "steve_madden stuart_weitzman sam_edelman cole_haan rebecca_minkoff rachel_zoe betsey_johnson nicole_miller "
 "jessica_simpson naomi_campbell victoria_beckham david_beckham issey_miyake yohji_yamamoto rei_kawakubo "
 "kenzo_takada "
 "hanae_mori paco_rabanne thierry_mugler nina_ricci emilio_pucci elie_saab guy_laroche sonia_rykiel "
 "isabel_marant roberto_verino adolfo_dominguez pedro_del massimo_dutti antonio_banderas elena_miro luisa_spagnoli "
 "laura_biagiotti alberta_ferretti gianni_versace gianfranco_ferre nino_cerruti mario_valentino marco_polo "
 "gerry_weber peter_hahn marc_cain betty_barclay wolfgang_joop rene_lezard fred_perry stan_smith chuck_taylor "
 "ben_sherman john_varvatos "
 "john_galliano john_lobb john_lewis charles_tyrwhitt charles_keith laura_ashley cath_kidston orla_kiely "
 "river_island miss_selfridge dorothy_perkins jack_wills jack_wolfskin helly_hansen eddie_stobart levi_strauss "
 "donna_morgan todd_snyder johnny_was brooks_brothers harry_winston tiffany_co daniel_wellington david_yurman "
 "raymond_weil patek_philippe franck_muller maurice_lacroix "
 "manish_malhotra ritu_kumar anita_dongre tarun_tahiliani rohit_bal masaba_gupta neeta_lulla "
 " abu_jani ritu_beri payal_singhal anamika_khanna wendell_rodricks manav_gangwani "
 "raghavendra_rathore shyamal_bhumika sabyasachi_mukherjee jj_valaya suneet_varma "
 " rina_dhaka satya_paul meena_bazaar nalli_silks amrapali_jewels "
    # beauty and the home
 "mary_kay estee_lauder bobbi_brown charlotte_tilbury laura_mercier jo_malone helena_rubinstein max_factor "
 "elizabeth_arden elizabeth_taylor yves_rocher rihanna_fenty kylie_jenner kat_von huda_kattan pat_mcgrath "
 "anastasia_beverly frederic_malle francis_kurkdjian  jacques_dessange toni_guy vidal_sassoon "
 "paul_mitchell john_frieda sally_hansen sally_beauty johnson_johnson shahnaz_husain javed_habib "
 "blossom_kochhar jawed_habib crabtree_evelyn martha_stewart rachael_ray jamie_oliver gordon_ramsay "
 "nigella_lawson emma_bridgewater laura_geller trish_mcevoy peter_thomas mario_badescu philip_kingsley "
 "williams_sonoma john_deere black_decker smith_wesson harley_davidson rolls_royce mercedes_benz aston_martin "
 "alfa_romeo royal_enfield "
    # food and drink
 "ben_jerry sara_lee betty_crocker aunt_jemima  jack_daniels jack_daniel johnnie_walker jim_beam "
 "evan_williams captain_morgan william_lawson don_simon don_julio tio_pepe jose_cuervo carlo_rossi robert_mondavi "
 "jacob_s mother_dairy marie_callender marie_claire giovanni_rana juan_valdez pierre_herme maria_db "
 "famous_amos paul_newman little_debbie mrs_fields oscar_mayer "
 "jimmy_dean duncan_hines johnny_rockets tim_hortons trader_joe peter_luger baba_ramdev amrit_bhog tony_roma "
 "wolfgang_puck paul_masson fanny_may russell_stover johann_jacobs "
    # money, trade, programs
 "charles_schwab morgan_stanley merrill_lynch goldman_sachs wells_fargo jp_morgan edward_jones raymond_james "
 "ernst_young price_waterhouse arthur_andersen fannie_mae freddie_mac sallie_mae piper_sandler "
 "barnes_noble abercrombie_fitch marks_spencer hennes_mauritz dolce_gabbana procter_gamble robert_bosch "
 "robert_half kelly_services kuehne_nagel ben_franklin sherwin_williams benjamin_moore lord_taylor "
 "travis_ci jenkins_ci "
    # made up, played and told
 "john_doe jane_doe max_mustermann erika_mustermann harry_potter hello_kitty mickey_mouse minnie_mouse "
 "donald_duck peter_rabbit peter_pan peter_parker james_bond "
 "sherlock_holmes barbie_doll bugs_bunny charlie_brown chhota_bheem motu_patlu tom_jerry tony_stark tony_hawk "
 "max_payne mario_kart bruce_wayne "
 "clark_kent lara_croft indiana_jones jack_sparrow john_wick forrest_gump dora_the bob_the hannah_montana "
 "winnie_the paddington_bear thomas_the super_mario evan_hansen billie_jean mary_poppins robin_hood "
 "king_arthur santa_claus saint_nicholas father_christmas jack_frost wilhelm_tell oliver_twist "
 "tom_sawyer huckleberry_finn robinson_crusoe don_quijote romeo_juliet anne_frank "
    # on jerseys, posters, records and covers
 "lionel_messi cristiano_ronaldo michael_jordan lebron_james kobe_bryant roger_federer rafael_nadal "
 "serena_williams "
 " sachin_tendulkar virat_kohli jasprit_bumrah kapil_dev sunil_chhetri "
 "diego_maradona kylian_mbappe taylor_swift katy_perry ed_sheeran justin_bieber michael_jackson elvis_presley "
 "bob_marley "
 "john_lennon freddie_mercury billie_eilish ariana_grande harry_styles marilyn_monroe audrey_hepburn frida_kahlo "
 "vincent_van leonardo_da pablo_picasso claude_monet andy_warhol shah_rukh aamir_khan amitabh_bachchan "
 "deepika_padukone alia_bhatt ranveer_singh lata_mangeshkar arijit_singh ar_rahman "
 "bruce_lee jackie_chan albert_einstein isaac_newton marie_curie nikola_tesla charles_darwin stephen_hawking "
 "steve_jobs elon_musk bill_gates che_guevara karl_marx "
 "chetan_bhagat arundhati_roy salman_rushdie khushwant_singh amish_tripathi ruskin_bond sudha_murty vikram_seth "
 "jhumpa_lahiri rabindranath_tagore munshi_premchand abdul_kalam robert_kiyosaki paulo_coelho james_clear "
 "stephen_king agatha_christie jane_austen charles_dickens william_shakespeare ernest_hemingway mark_twain "
 "leo_tolstoy roald_dahl enid_blyton dan_brown john_grisham jeffrey_archer sidney_sheldon danielle_steel "
 "haruki_murakami arthur_conan george_orwell walter_isaacson dale_carnegie napoleon_hill "
    # after whom streets, houses, days and funds are called
 "mahatma_gandhi indira_gandhi rajiv_gandhi sanjay_gandhi sonia_gandhi jawaharlal_nehru subhash_chandra "
 "lal_bahadur sardar_patel vallabhbhai_patel bhagat_singh ram_manohar arun_jaitley shyama_prasad deen_dayal "
 "guru_nanak ravi_varma raja_ravi vaishno_devi mata_di radhe_krishna krishna_leela sai_baba sai_ram "
 "tenali_raman chacha_chaudhary akbar_birbal guru_gobind maharana_pratap shivaji_maharaj swami_vivekananda "
 "rani_lakshmibai tipu_sultan "
 " nelson_mandela martin_luther abraham_lincoln george_washington thomas_jefferson "
 "winston_churchill queen_elizabeth queen_victoria prince_william charles_de victor_hugo jean_jaures jean_moulin "
 "jules_ferry simon_bolivar benito_juarez jose_marti san_martin emiliano_zapata pancho_villa getulio_vargas "
 "giuseppe_garibaldi giuseppe_verdi konrad_adenauer willy_brandt robert_koch ho_chi nguyen_hue le_loi tran_phu "
 "nguyen_trai hai_ba sukarno_hatta soekarno_hatta ataturk_bulvari king_fahd king_abdulaziz "
 "king_khalid "
 "jomo_kenyatta kwame_nkrumah murtala_muhammed "
 "johns_hopkins kaiser_permanente dana_farber mayo_clinic fred_hutchinson guru_ravidas sarbanes_oxley "
 "robinson_patman dodd_frank hatch_waxman smith_waterman"
)
"""Their first two words."""

FAMOUS_TITLED = words(
 "martens oetker scholl scholls pepper seuss strange bronner bronners teal teals jart dre fixit ortho vaidya "
 "vaidyas "
 "rashel morepen batra batras reddys hauschka beckmann clean coffee price muscle kipling bean beast donut diy "
 "meyers beeton bectors fields dior universe dolittle pepperpot incredible noodles "
 "bubbles robot darcy kleen sheen selfridge havisham claus doubtfire jekyll"
)
"""What follows Dr, Mr, Mrs or Miss on a pack or a screen."""
