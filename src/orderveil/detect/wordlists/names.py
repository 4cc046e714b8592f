"""Common given names and family names of India, and words that speak of a person. Tables only.

Gathered from general knowledge, in Latin letters; a list of real people is neither needed nor wanted.
A name found here proves little by itself: sarees, mills and authors are called like buyers.
"""

from __future__ import annotations

from orderveil.detect.words import words

GIVEN = words(
    "aarav abdul abhay abhijit abhinav abhishek aditi aditya ahmed aishwarya ajay ajit akash akhil akshay alok "
    "amar ambika amit amitabh amol amrita anand ananya anil anita anjali anjana ankit ankita ankur anuj anup "
    "anupama anuradha anushka aparna archana arjun arnav arpita arun aruna arvind asha ashish ashok ashwin "
    "ashwini asif atul avinash ayesha ayush babita balaji bharat bharti bhavana bhavesh bhavna bhushan bipin "
    "chandan chandra chetan chitra daksh damini darshan deepa deepak deepika deepti devendra devika dhananjay "
    "dhruv dilip dinesh divya ekta farhan fatima gaurav gauri gayatri geeta girish gita gopal govind gurpreet "
    "hari harish harpreet harsh harsha hema hemant himanshu imran indira indu irfan ishaan ishita jagdish jai "
    "janaki jatin jaya jayant jayesh jitendra jyoti kailash kajal kalpana kamal kamala kanchan karan karthik "
    "kartik kavita kavitha kavya keerthi ketan khushi kiran kirti kishore komal krishna kriti kunal lakshman "
    "lalit lalita lata laxman leela lokesh madhav madhavi madhu madhuri mahesh mala malini mamta manasi mandeep "
    "manish manisha manju manoj mansi maya meena meenakshi meera megha mehul milind mohammed mohan mohit monika "
    "mukesh mukul murali nagesh naina namrata nandini narayan naren narendra naresh naveen navneet neelam neeraj "
    "neeta neha nidhi nikhil nikita nilesh nisha nishant nitesh nitin pallavi pankaj parag parth parvati pawan "
    "payal pooja poonam prabha pradeep prakash pramod pranav prasad prashant pratap prateek pratibha praveen "
    "preeti prem priti priya priyanka puja puneet purnima pushpa rachna radha radhika raghav rahul raj raja rajan "
    "rajat rajeev rajendra rajesh rajiv rajni rakesh ram rama raman ramesh ramya rani ranjan ranjit rashmi ravi "
    "ravindra reena rekha renu revathi richa rishabh rishi ritika ritu riya rohan rohini rohit roshan roshni "
    "ruchi rupa rupali sachin sadhana sagar sahil sameer samir sandeep sandhya sangeeta sangita sanjana sanjay "
    "sanjeev santosh sapna sarika sarita saroj satish saurabh savita seema shabnam shailesh shalini shankar "
    "shanti sharad sharmila shashi shekhar shikha shilpa shital shiv shobha shraddha shreya shruti shubham shweta "
    "siddharth simran sita smita sneha sonali sonam sonia sonu srinivas subhash suchitra sudha sudhir sujata "
    "suman sumit sunil sunita supriya suraj surendra suresh surya sushil sushma swapna swati tanvi tanya tara "
    "tarun tejas uday uma umesh usha utkarsh vaibhav vandana vani varsha varun vasant vasanthi vasudha veena "
    "venkat venkatesh vibha vidya vijay vijaya vikas vikram vimal vinay vineet vinita vinod vipin vipul virendra "
    "vishal vishnu vivek yamini yash yogesh yogita zara zoya"
)
FAMILY = words(
    "acharya agarwal aggarwal agrawal ahluwalia ahuja ali anand ansari arora bajaj bajwa banerjee bansal basu "
    "batra bedi bhardwaj bhargava bhat bhatia bhatt bhattacharya biswas bora bose chadha chakraborty chandra "
    "chatterjee chaudhary chaudhuri chauhan chavan chawla chopra choudhary choudhury das dasgupta datta dave "
    "desai deshmukh deshpande devi dey dhawan dhillon dixit dubey dutta dwivedi fernandes gandhi ganguly garg "
    "ghosh gill goel gokhale gopalan goswami goyal grover gulati gupta hegde hussain iyengar iyer jadhav jain jha "
    "johar joshi kadam kakkar kamat kamath kapoor kapur kaul kaur khan khanna kher khurana kohli kothari krishnan "
    "krishnamurthy kulkarni kumar kumari lal mahajan malhotra malik mathew mathur mehra mehrotra mehta menon "
    "mishra misra mittal modi mohanty mukherjee mukhopadhyay murthy nadar nagarajan naidu naik nair nambiar "
    "narang narayan narayanan nath nayak negi oberoi padmanabhan pai pandey pandit panda parekh parikh parmar "
    "patel pathak patil patnaik pawar pereira pillai prabhu prasad puri qureshi rajput raman rana ranganathan rao "
    "rastogi rathore rawat ray reddy rout roy sachdeva saha sahni sahoo saini saluja sandhu sankaran sarkar sarma "
    "sawant saxena sen sengupta sethi seth shah shaikh sharma shenoy shetty shinde shrivastava shukla siddiqui "
    "sikka singh sinha solanki soni sood sridhar srinivasan srivastava subramaniam subramanian sundaram suri "
    "swaminathan swamy syed talwar tandon thakkar thakur thomas tiwari trivedi tyagi upadhyay varghese varma "
    "venkataraman verma vora vyas wadhwa wagh yadav"
)
CITIES = words(
    "agra ahmedabad ajmer aligarh allahabad amravati amritsar aurangabad bangalore bareilly belgaum bengaluru "
    "bhilai bhopal bhubaneswar bikaner chandigarh chennai coimbatore cuttack dehradun delhi dhanbad durgapur "
    "faridabad firozabad gandhinagar ghaziabad gorakhpur guntur gurgaon gurugram guwahati gwalior howrah hubli "
    "hyderabad indore jabalpur jaipur jalandhar jammu jamnagar jamshedpur jhansi jodhpur kanpur kochi kolhapur "
    "kolkata kota kozhikode lucknow ludhiana madurai mangalore mangaluru meerut moradabad mumbai mysore mysuru "
    "nagpur nashik nellore noida patna prayagraj puducherry pune raipur rajkot ranchi rourkela salem siliguri "
    "solapur srinagar surat thane thiruvananthapuram tiruchirappalli tirupati udaipur ujjain vadodara varanasi "
    "vasai vellore vijayawada visakhapatnam warangal"
)
