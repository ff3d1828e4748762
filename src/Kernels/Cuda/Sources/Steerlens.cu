// All kernels, as one module.
#include "Layers.cu"
#include "Maxima.cu"
#include "States.cu"
#include "TensorStates.cu"
#include "Maps.cu"
#include "Pictures.cu"
