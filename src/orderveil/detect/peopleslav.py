"""Names of people of Russia, Ukraine, Serbia, Croatia and Bulgaria: tables only.

In Latin letters without accents: given names, a bar, family names. Gathered from general knowledge
like detect.names; a list of real people is neither needed nor wanted. A name found here proves little by
itself, and the rules do not use them: the model does, and training makes names like these from them. `_` is a space.
"""

from __future__ import annotations

from typing import Final

NAMES_SLAVIC: Final[dict[str, str]] = {
    "russia":
    "aleksandr aleksandra aleksei alexei alexey alina alisa alla alyona anastasia anastasiya anatoly andrei andrey "
    "angelina antonina arina arkady artem artyom asya bogdan boris daniil darya denis diana dmitri dmitry egor "
    "ekaterina elena elizaveta elvira evgeni evgenia evgeny fedor filipp fyodor galina gennady georgy gleb grigory "
    "ildar ilya inga inna irina ivan karina katya kirill klavdia konstantin kristina ksenia larisa leonid lev "
    "lidia liliya lyubov lyudmila makar maksim marat margarita marina masha matvey mikhail milana nadezhda natalia "
    "natalya nikita nikolai nikolay nina oksana oleg olesya olga pavel polina pyotr raisa ramil renat rinat roman "
    "rostislav ruslan rustam semyon sergei sergey snezhana sofya stanislav stepan svetlana svyatoslav taisia "
    "tamara tatiana tatyana timofey timur ulyana vadim valentin valentina valeriya valery varvara vasilisa vasily "
    "vera veronika viktor viktoria vitaly vladimir vladislav vyacheslav yakov yana yaroslav yaroslava yegor "
    "yekaterina yelena yelizaveta yevgenia yevgeny yulia yuliya yuri yury zakhar zhanna zinaida zoya | abramov "
    "agapov akhmetov aksenov aksyonova aleksandrov alekseev alekseeva alexeev aliyev ananyev andreev andreeva "
    "anisimov antipov antonov antonova arkhipov artemov astakhov avdeev baranov baranova barinov bazhenov belousov "
    "belov belova belyaev belyaeva belyakov biryukov blinov bobrov bogdanov bolshakov bondarev borisov borisova "
    "borodin bykov bykova chernov chernova chernyshev chistyakov danilov davydov dementyev demidov denisov "
    "dmitriev dmitrieva dolgov dorofeev drozdov efimov efremov egorov egorova eliseev emelyanov ermakov ershov "
    "evdokimov fadeev fedorov fedorova fedoseev fedotov filatov filimonov filippov fomin fomina frolov frolova "
    "galkin gavrilov gerasimov glushkov golovin golubev golubeva goncharov gorbachev gorbunov gordeev gorshkov "
    "grachev grigoriev grigoryan grishin gromov gulyaev guryanov gusev guseva ignatiev ilyin ilyina isaev isakov "
    "ivanov ivanova kabanov kalashnikov kalinin kalinina kapustin karimov karpenko karpov karpova kazakov "
    "khabibullin kharitonov khasanov khokhlov kirillov kiselev kiseleva klimov knyazev kolesnikov kolesnikova "
    "kolosov komarov komarova kondratiev konovalov konstantinov kopylov korneev korolev koroleva korotkov kostin "
    "kotov kovalev kovaleva kozlov kozlova krasnov krylov krylova kryukov kudryashov kudryavtsev kulikov kulikova "
    "kuzmin kuzmina kuznetsov kuznetsova larionov lavrentiev lavrov lazarev lebedev lebedeva leonov levin lobanov "
    "loginov lukin lukyanov lvov lytkin makarov makarova maksimov maksimova maltsev malyshev markov markova "
    "martynov maslov matveev matveeva medvedev medvedeva melnikov melnikova merkulov mikhailov mikhailova mikheev "
    "mironov mironova moiseev molchanov morozov morozova muravyov nazarov nazarova nechaev nesterov nikiforov "
    "nikitin nikitina nikolaev nikolaeva nikolsky nikulin nosov novikov novikova odintsov orekhov orlov orlova "
    "osipov osipova ovchinnikov panfilov panin pankratov panov pavlov pavlova pestov petrosyan petrov petrova "
    "petukhov platonov plotnikov polyakov polyakova ponomarev ponomareva popov popova potapov prokhorov pugachev "
    "putilin rodionov rogov romanov romanova rozhkov rudakov rumyantsev ryabov rybakov safin safonov samoilov "
    "samsonov sarkisyan savchenko saveliev savin sazonov seleznev semenov semenova serebryakov sergeev sergeeva "
    "shapovalov sharapov shcherbakov shestakov shevtsov shirokov shishkin shubin sidorov sidorova simonov sitnikov "
    "skvortsov smirnov smirnova sobolev soboleva sokolov sokolova soloviev solovyov solovyova sorokin sorokina "
    "starostin stepanov stepanova strelkov subbotin sukhanov suvorov sviridov sysoev tarasov tarasova terentiev "
    "tikhonov timofeev titov titova tokarev tretyakov trifonov trofimov tsvetkov ulyanov ushakov ustinov vasiliev "
    "vasilieva vasilyev vinogradov vinogradova vlasov vlasova volkov volkova vorobyov vorobyova voronin voronov "
    "vorontsov yakovlev yakovleva yakushev yudin yusupov zaitsev zaitseva zakharov zakharova zaytsev zhdanov "
    "zhukov zhukova zhuravlev zimin zinoviev zolotarev zorin zotov zubkov zuev",
    "ukraine":
    "anatolii andrii bohdan bohdana borys danylo dariia dmytro fedir halyna hanna hryhorii ihor inna iryna ivanna "
    "kateryna khrystyna kyrylo larysa lesia liudmyla lyudmyla maksym mariia marta maryna matvii mykhailo mykola "
    "mykyta myroslav myroslava nadiia nataliia natalya nazar nazarii oksana oleh oleksandr oleksandra oleksii "
    "oleksiy olena olha orest orysia ostap pavlo petro roksolana ruslana serhii serhiy sofiia solomiia stanislav "
    "sviatoslav svitlana taras tetiana tetyana tymofii uliana vadym valentyn valentyna valerii vasyl vasylyna "
    "viktoriia vira vitalii volodymyr vsevolod yana yaroslav yaryna yevhen yevheniia yosyp yulia yuliia yurii "
    "zakhar zlata zoriana | antonenko babenko bezruchko bilous bilyk boiko bondar bondarchuk bondarenko boyko "
    "chaban cherednychenko chernenko chornyi danylenko danyliuk demchenko demchuk didenko doroshenko dovzhenko "
    "fedorchuk fedorenko fesenko halushko havrylenko havryliuk honchar honcharenko honcharuk horbachuk hordiienko "
    "hrynchuk hrytsenko ivanchenko ivanchuk ivanenko ivaniuk karpenko kharchenko khomenko klymchuk klymenko "
    "kolesnyk kolomiiets kostenko kostiuk koval kovalchuk kovalenko kovtun kozachenko kramarenko kravchenko "
    "kravchuk kravets kryvenko kucherenko kushnir kuzmenko lesiuk levchenko levytskyi lukashenko lutsenko lysenko "
    "lytvyn lytvynenko makarenko marchenko martynenko martyniuk matviienko melnychenko melnychuk melnyk moroz "
    "mykhailenko mykytenko nazarenko nesterenko nykolaichuk oliinyk olynyk onyshchenko ostapchuk ostapenko "
    "panasiuk panchenko pavlenko pavliuk petrenko petryk polishchuk ponomarenko popovych prokopenko prykhodko "
    "pylypchuk pylypenko radchenko romanenko romaniuk rudenko rybak rybalko savchenko savchuk semenenko semeniuk "
    "serhiienko shapoval shcherbak shevchenko shevchuk shulha shvets sklyar stelmakh stepanenko stetsenko "
    "sydorenko symonenko tarasenko tereshchenko tkach tkachenko tkachuk tymchenko tymoshenko tyshchenko vasylchuk "
    "vasylenko voitenko vovk yakovenko yakymchuk yaremchuk yaremenko yarmolenko yatsenko yurchenko zabolotnyi "
    "zaiets zakharchenko zhuk zinchenko",
}  # fmt: skip
