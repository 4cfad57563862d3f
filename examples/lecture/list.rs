//! The list of the lecture's functions, kept once for the example, the tests and the benchmarks.

/// Hands every function of `functions.rs` to the macro `$with`, all in one call:
/// its name, its companions and its arguments.
macro_rules! for_every_function {
    ($with:ident) => {
        $with! {
            reciprocal_exp, reciprocal_exp_grad, reciprocal_exp_vjp, reciprocal_exp_graph: x, y;
            relu_square, relu_square_grad, relu_square_vjp, relu_square_graph: x, y, z;
            relu_square_w, relu_square_w_grad, relu_square_w_vjp, relu_square_w_graph: x, w, y, z;
            mlp_loss, mlp_loss_grad, mlp_loss_vjp, mlp_loss_graph: x, y, w1, b1, w2, b2;
            square_affine, square_affine_grad, square_affine_vjp, square_affine_graph: w;
            half_square_error, half_square_error_grad, half_square_error_vjp, half_square_error_graph: w, x, b, y;
            two_layer_half_square, two_layer_half_square_grad, two_layer_half_square_vjp, two_layer_half_square_graph:
                x, y, w1, b1, w2, b2;
            three_a_plus_bc, three_a_plus_bc_grad, three_a_plus_bc_vjp, three_a_plus_bc_graph: a, b, c;
            exp_plus_x_squared, exp_plus_x_squared_grad, exp_plus_x_squared_vjp, exp_plus_x_squared_graph: x;
            poly_minus_sin, poly_minus_sin_grad, poly_minus_sin_vjp, poly_minus_sin_graph: x;
            log_loss, log_loss_grad, log_loss_vjp, log_loss_graph: x1, x2, w1, w2, b, y;
            inverse_of_exp_neg, inverse_of_exp_neg_grad, inverse_of_exp_neg_vjp, inverse_of_exp_neg_graph: x;
            log_exp_squared, log_exp_squared_grad, log_exp_squared_vjp, log_exp_squared_graph: x;
            sum_times, sum_times_grad, sum_times_vjp, sum_times_graph: x, y, z;
            fan_out, fan_out_grad, fan_out_vjp, fan_out_graph: x;
            perceptron3, perceptron3_grad, perceptron3_vjp, perceptron3_graph: x, y, w1, b1, w2, b2, w3, b3;
            net_1_2_1, net_1_2_1_grad, net_1_2_1_vjp, net_1_2_1_graph: x, y, w11, b11, w12, b12, v1, v2, c;
        }
    };
}
