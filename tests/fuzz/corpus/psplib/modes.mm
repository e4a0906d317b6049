file with basedata : x
jobs (incl. supersource/sink ):  3
  - renewable                 :  1   R
  - nonrenewable              :  1   N
  - doubly constrained        :  0   D
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          1           2
   2        2          1           3
   3        1          0        
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  N 1
------------------------------
  1      1     0       0    0
  2      1     4       3    0
         2     9       1    5
  3      1     0       0    0
RESOURCEAVAILABILITIES:
  R 1  N 1
   12   5
