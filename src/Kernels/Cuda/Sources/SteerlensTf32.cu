// The kernels that need an Ampere device, as a module of their own.
#define STEERLENS_TF32
#include "TensorStates.cu"
