// All kernels, as one module.
#include "Layers.cu"
#include "States.cu"
#include "Pictures.cu"
