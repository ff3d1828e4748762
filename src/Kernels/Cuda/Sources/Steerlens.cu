// All kernels, as one module.
#include "Layers.cu"
#include "States.cu"
#include "Maps.cu"
#include "Pictures.cu"
